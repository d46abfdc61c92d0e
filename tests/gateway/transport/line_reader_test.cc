#include "gateway/transport/line_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <thread>

namespace sheetgate::gateway {
namespace {

using Event = LineReader::Event;

class LineReaderTest : public testing::Test {
 protected:
  LineReaderTest() { EXPECT_EQ(pipe(fds_), 0); }
  ~LineReaderTest() override {
    CloseInput();
    close(fds_[0]);
  }
  void Write(const std::string& text) {
    ASSERT_EQ(write(fds_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void CloseInput() {
    if (fds_[1] >= 0) close(fds_[1]);
    fds_[1] = -1;
  }
  int fds_[2];
  std::string line_;
};

TEST_F(LineReaderTest, SplitsLines) {
  LineReader reader(fds_[0], 100);
  Write("one\r\n\n\r\ntw");
  ASSERT_EQ(reader.Next(&line_), Event::kLine);
  EXPECT_EQ(line_, "one");
  Write("o\nthree");
  CloseInput();
  ASSERT_EQ(reader.Next(&line_), Event::kLine);
  EXPECT_EQ(line_, "two");
  ASSERT_EQ(reader.Next(&line_), Event::kLine) << "the last line needs no newline";
  EXPECT_EQ(line_, "three");
  EXPECT_EQ(reader.Next(&line_), Event::kEnd);
}

TEST_F(LineReaderTest, ReportsALongLineOnceAndGoesOnAfterIt) {
  LineReader reader(fds_[0], 4);
  Write("12345\n1234\n" + std::string(10'000, 'x'));
  EXPECT_EQ(reader.Next(&line_), Event::kTooLong);
  ASSERT_EQ(reader.Next(&line_), Event::kLine);
  EXPECT_EQ(line_, "1234");
  EXPECT_EQ(reader.Next(&line_), Event::kTooLong) << "before its end has come";
  Write("tail\nok\n");
  ASSERT_EQ(reader.Next(&line_), Event::kLine);
  EXPECT_EQ(line_, "ok");
}

TEST_F(LineReaderTest, ALongLineMayEndTheInput) {
  LineReader reader(fds_[0], 4);
  Write("123456");
  CloseInput();
  EXPECT_EQ(reader.Next(&line_), Event::kTooLong);
  EXPECT_EQ(reader.Next(&line_), Event::kEnd);
}

TEST_F(LineReaderTest, WakeEndsTheWait) {
  LineReader reader(fds_[0], 100);
  std::thread waker([&reader] { reader.Wake(); });
  EXPECT_EQ(reader.Next(&line_), Event::kWoken);
  waker.join();
  EXPECT_EQ(reader.Next(&line_), Event::kWoken);
}

}  // namespace
}  // namespace sheetgate::gateway

#include "recalc-service/worker/protocol.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

namespace sheetgate::recalc::worker {
namespace {

class ControlTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets_.data()), 0);
  }
  void TearDown() override {
    for (const int fd : sockets_) {
      if (fd >= 0) close(fd);
    }
  }
  void Close(int index) {
    close(sockets_[static_cast<size_t>(index)]);
    sockets_[static_cast<size_t>(index)] = -1;
  }

  std::array<int, 2> sockets_ = {-1, -1};
  ControlMessage message_;
  std::vector<int> fds_;
};

TEST_F(ControlTest, CarriesMessagesAndDescriptors) {
  std::array<int, 2> pipe_fds;
  ASSERT_EQ(pipe(pipe_fds.data()), 0);
  ControlMessage sent;
  sent.kind = ControlKind::kStarted;
  sent.job = 77;
  sent.pid = 1234;
  sent.status = -5;
  sent.text = "hello";
  ASSERT_TRUE(SendControl(sockets_[0], sent, {pipe_fds[1]}));
  close(pipe_fds[1]);
  ASSERT_EQ(ReceiveControl(sockets_[1], &message_, &fds_), ReceiveResult::kMessage);
  EXPECT_EQ(message_.kind, ControlKind::kStarted);
  EXPECT_EQ(message_.job, 77u);
  EXPECT_EQ(message_.pid, 1234);
  EXPECT_EQ(message_.status, -5);
  EXPECT_EQ(message_.text, "hello");
  // The descriptor is the same pipe, and closes on exec.
  ASSERT_EQ(fds_.size(), 1u);
  EXPECT_NE(fcntl(fds_[0], F_GETFD) & FD_CLOEXEC, 0);
  ASSERT_EQ(write(fds_[0], "x", 1), 1);
  char byte = 0;
  ASSERT_EQ(read(pipe_fds[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'x');
  close(fds_[0]);
  close(pipe_fds[0]);
}

TEST_F(ControlTest, TellsAnEmptySocketFromAClosedOne) {
  EXPECT_EQ(ReceiveControl(sockets_[1], &message_, &fds_), ReceiveResult::kWouldBlock);
  Close(0);
  EXPECT_EQ(ReceiveControl(sockets_[1], &message_, &fds_), ReceiveResult::kClosed);
}

TEST_F(ControlTest, SendingToAClosedSocketFailsWithoutASignal) {
  Close(1);
  EXPECT_FALSE(SendControl(sockets_[0], message_, {}));
}

TEST_F(ControlTest, CutsLongTexts) {
  ControlMessage sent;
  sent.text.assign(kMaxControlText + 100, 'a');
  ASSERT_TRUE(SendControl(sockets_[0], sent, {}));
  ASSERT_EQ(ReceiveControl(sockets_[1], &message_, &fds_), ReceiveResult::kMessage);
  EXPECT_EQ(message_.text.size(), kMaxControlText);
}

TEST_F(ControlTest, RefusesMalformedPackets) {
  ASSERT_EQ(send(sockets_[0], "abc", 3, 0), 3);
  EXPECT_EQ(ReceiveControl(sockets_[1], &message_, &fds_), ReceiveResult::kClosed);
}

WireJob SomeJob() {
  WireJob job;
  job.document_name = "book.xlsx";
  job.ranges = {
      {"One", 0, 0, 9, 1}, {"One", 12, 3, 12, 3}, {"Zwölf", 1, 2, 3, 4}, {"One", 0, 0, 0, 0}};
  return job;
}

WireJob SomePicture() {
  WireJob job;
  job.document_name = "book.xlsx";
  job.calculate = false;
  WirePicture& picture = job.picture.emplace();
  picture.range = {"Zwölf", 1, 2, 3, 4};
  picture.format = PictureFormat::kPdf;
  picture.scale = 1.5;
  picture.max_side = 4096;
  picture.max_bytes = 1 << 20;
  picture.grid_lines = true;
  return job;
}

TEST(WireJobTest, SurvivesTheWire) {
  const WireJob sent = SomeJob();
  WireJob received;
  ASSERT_TRUE(DecodeJob(EncodeJob(sent), &received));
  EXPECT_EQ(received.document_name, sent.document_name);
  ASSERT_EQ(received.ranges.size(), sent.ranges.size());
  for (size_t i = 0; i < sent.ranges.size(); ++i) {
    EXPECT_EQ(received.ranges[i].sheet, sent.ranges[i].sheet);
    EXPECT_EQ(received.ranges[i].first_row, sent.ranges[i].first_row);
    EXPECT_EQ(received.ranges[i].first_column, sent.ranges[i].first_column);
    EXPECT_EQ(received.ranges[i].last_row, sent.ranges[i].last_row);
    EXPECT_EQ(received.ranges[i].last_column, sent.ranges[i].last_column);
  }
}

TEST(WireJobTest, CarriesAPicture) {
  const WireJob sent = SomePicture();
  WireJob received;
  received.calculate = true;
  ASSERT_TRUE(DecodeJob(EncodeJob(sent), &received));
  EXPECT_FALSE(received.calculate);
  EXPECT_TRUE(received.ranges.empty());
  ASSERT_TRUE(received.picture.has_value());
  EXPECT_EQ(received.picture->range.sheet, "Zwölf");
  EXPECT_EQ(received.picture->range.last_column, 4);
  EXPECT_EQ(received.picture->format, PictureFormat::kPdf);
  EXPECT_EQ(received.picture->scale, 1.5);
  EXPECT_EQ(received.picture->max_side, 4096);
  EXPECT_EQ(received.picture->max_bytes, 1 << 20);
  EXPECT_TRUE(received.picture->grid_lines);
  EXPECT_FALSE(received.picture->headings);
}

class WireJobPrefixTest : public testing::TestWithParam<WireJob> {};

TEST_P(WireJobPrefixTest, RefusesEveryPrefix) {
  const std::string bytes = EncodeJob(GetParam());
  WireJob job;
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(DecodeJob(std::string_view(bytes).substr(0, length), &job)) << length;
  }
  EXPECT_FALSE(DecodeJob(bytes + "x", &job));
}

INSTANTIATE_TEST_SUITE_P(Jobs, WireJobPrefixTest, testing::Values(SomeJob(), SomePicture()));

}  // namespace
}  // namespace sheetgate::recalc::worker

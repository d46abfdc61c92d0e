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

TEST(WireOpenTest, SurvivesTheWire) {
  const WireOpen sent{"book.xlsx", false};
  const std::string bytes = EncodeOpen(sent);
  WireOpen received;
  ASSERT_TRUE(DecodeOpen(bytes, &received));
  EXPECT_EQ(received.document_name, "book.xlsx");
  EXPECT_FALSE(received.calculate);
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(DecodeOpen(std::string_view(bytes).substr(0, length), &received)) << length;
  }
  EXPECT_FALSE(DecodeOpen(bytes + "x", &received));
}

WireQuestion SomeRanges() {
  WireQuestion question;
  question.ranges = {
      {"One", 0, 0, 9, 1}, {"One", 12, 3, 12, 3}, {"Zwölf", 1, 2, 3, 4}, {"One", 0, 0, 0, 0}};
  question.edits = {{"Zwölf", 1, 2, ContentKind::kFormula, 0, "=A1"}};
  question.scenarios = {
      {{"One", 3, 4, ContentKind::kNumber, 1.5, ""}, {"Two", 5, 6, ContentKind::kText, 0, "text"}},
      {},
      {{"One", 3, 4, ContentKind::kBoolean, 1, ""}}};
  return question;
}

WireQuestion SomePicture() {
  WireQuestion question;
  WirePicture& picture = question.picture.emplace();
  picture.of = PictureOf::kChart;
  picture.range = {"Zwölf", 1, 2, 3, 4};
  picture.chart = "Chart 1";
  picture.occurrence = 2;
  picture.page = 7;
  picture.max_pages = 100;
  picture.format = PictureFormat::kPdf;
  picture.scale = 1.5;
  picture.max_side = 4096;
  picture.max_bytes = 1 << 20;
  picture.grid_lines = true;
  return question;
}

void ExpectSameCells(const std::vector<WireCell>& a, const std::vector<WireCell>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].sheet, b[i].sheet);
    EXPECT_EQ(a[i].row, b[i].row);
    EXPECT_EQ(a[i].column, b[i].column);
    EXPECT_EQ(a[i].kind, b[i].kind);
    EXPECT_EQ(a[i].number, b[i].number);
    EXPECT_EQ(a[i].text, b[i].text);
  }
}

TEST(WireQuestionTest, SurvivesTheWire) {
  const WireQuestion sent = SomeRanges();
  WireQuestion received;
  ASSERT_TRUE(DecodeQuestion(EncodeQuestion(sent), &received));
  ASSERT_EQ(received.ranges.size(), sent.ranges.size());
  for (size_t i = 0; i < sent.ranges.size(); ++i) {
    EXPECT_EQ(received.ranges[i].sheet, sent.ranges[i].sheet);
    EXPECT_EQ(received.ranges[i].first_row, sent.ranges[i].first_row);
    EXPECT_EQ(received.ranges[i].first_column, sent.ranges[i].first_column);
    EXPECT_EQ(received.ranges[i].last_row, sent.ranges[i].last_row);
    EXPECT_EQ(received.ranges[i].last_column, sent.ranges[i].last_column);
  }
  ExpectSameCells(received.edits, sent.edits);
  ASSERT_EQ(received.scenarios.size(), 3u);
  for (size_t i = 0; i < 3; ++i) ExpectSameCells(received.scenarios[i], sent.scenarios[i]);
  EXPECT_FALSE(received.picture.has_value());
}

TEST(WireQuestionTest, CarriesAPicture) {
  WireQuestion received = SomeRanges();
  ASSERT_TRUE(DecodeQuestion(EncodeQuestion(SomePicture()), &received));
  EXPECT_TRUE(received.ranges.empty());
  EXPECT_TRUE(received.edits.empty());
  EXPECT_TRUE(received.scenarios.empty());
  ASSERT_TRUE(received.picture.has_value());
  EXPECT_EQ(received.picture->of, PictureOf::kChart);
  EXPECT_EQ(received.picture->range.sheet, "Zwölf");
  EXPECT_EQ(received.picture->range.last_column, 4);
  EXPECT_EQ(received.picture->chart, "Chart 1");
  EXPECT_EQ(received.picture->occurrence, 2);
  EXPECT_EQ(received.picture->page, 7);
  EXPECT_EQ(received.picture->max_pages, 100);
  EXPECT_EQ(received.picture->format, PictureFormat::kPdf);
  EXPECT_EQ(received.picture->scale, 1.5);
  EXPECT_EQ(received.picture->max_side, 4096);
  EXPECT_EQ(received.picture->max_bytes, 1 << 20);
  EXPECT_TRUE(received.picture->grid_lines);
  EXPECT_FALSE(received.picture->headings);
}

class WireQuestionPrefixTest : public testing::TestWithParam<WireQuestion> {};

TEST_P(WireQuestionPrefixTest, RefusesEveryPrefix) {
  const std::string bytes = EncodeQuestion(GetParam());
  WireQuestion question;
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(DecodeQuestion(std::string_view(bytes).substr(0, length), &question)) << length;
  }
  EXPECT_FALSE(DecodeQuestion(bytes + "x", &question));
}

INSTANTIATE_TEST_SUITE_P(Questions, WireQuestionPrefixTest,
                         testing::Values(SomeRanges(), SomePicture()));

}  // namespace
}  // namespace sheetgate::recalc::worker

// A process that edits, undoes, redoes and saves is killed, over and over, at random moments: while
// it opens its store, commits, or writes a file. Nothing it acknowledged is lost, every revision is
// there again with all its contents, and the file it saved is never half of one.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "platform/base/sha256.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/spreadsheet/testing/package_rules.h"
#include "tests/testing/dice.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"
#include "tests/workbook-service/testing/random_operations.h"
#include "tests/workbook-service/testing/workbook_contents.h"

namespace sheetgate::workbook {
namespace {

using tests::IsOk;

constexpr int kParts = 4;
constexpr int kFiles = 3;          // of each part
constexpr int kKillsOfAFile = 18;  // 216 in all
constexpr char kSaved[] = "saved.xlsx";

// What the process tells before it is killed. Shorter than PIPE_BUF: written whole or not at all.
struct Message {
  enum class Kind : uint8_t {
    kHead,      // `revision` is acknowledged as the head
    kContents,  // the contents of `revision` are in a file
    kSaved,     // `digest` is that of the saved file
  } kind = Kind::kHead;
  char revision[64] = {};
  char digest[72] = {};
};

// When a process is killed: so long after it has told of so many heads.
struct Doom {
  int heads = 0;
  int64_t nanoseconds = 0;
};

// The kernel sends SIGKILL to this process when the time is over.
bool ArmKill(int64_t nanoseconds) {
  sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGKILL;
  timer_t timer;
  if (::timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return false;
  itimerspec when = {};
  when.it_value.tv_nsec = nanoseconds + 1;
  return ::timer_settime(timer, 0, &when, nullptr) == 0;
}

// The lines of a workbook as one text.
std::string TextOf(const spreadsheet::Workbook& workbook) {
  std::string text;
  for (const std::string& line : ContentsOf(workbook)) text += line + "\n";
  return text;
}

// The first line two texts differ in.
std::string DifferenceOf(const std::string& a, const std::string& b) {
  const auto lines = [](const std::string& text) {
    std::vector<std::string> split;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) split.push_back(line);
    return split;
  };
  return Difference(lines(a), lines(b));
}

class KillTest : public EmbeddedSessionTest, public ::testing::WithParamInterface<int> {
 protected:
  void Story(const tests::OpenedFile& file, tests::Dice* dice) {
    bent_.clear();
    for (const tests::PackageProblem& problem : tests::PackageProblems(file.bytes)) {
      bent_.insert(problem.rule);
    }
    WriteFile("a.xlsx", *file.bytes);
    fork_ = ForkOf("a.xlsx");
    head_ = Head(fork_);
    std::filesystem::remove(FilePath(kSaved));
    saved_.clear();
    for (int kill = 0; kill < kKillsOfAFile && !HasFailure(); ++kill) {
      // One in six is killed while it opens its store.
      const Doom doom = {.heads = static_cast<int>(dice->OneIn(6) ? 0 : dice->Pick(1, 4)),
                         .nanoseconds = dice->Pick(0, 8'000'000)};
      Round(doom, static_cast<uint32_t>(dice->Pick(1, 1'000'000)));
    }
  }

  // A process works until it is killed; then everything must be there.
  void Round(const Doom& doom, uint32_t seed) {
    session_.reset();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      Work(doom, seed, ends[1]);
      ::_exit(1);
    }
    ::close(ends[1]);
    std::vector<std::string> revisions;
    int heads = 0;
    for (Message message; ::read(ends[0], &message, sizeof(message)) == ssize_t{sizeof(message)};) {
      if (message.kind == Message::Kind::kHead) {
        head_ = message.revision;
        ++heads;
      } else if (message.kind == Message::Kind::kContents) {
        revisions.emplace_back(message.revision);
      } else {
        saved_ = message.digest;
      }
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "it ended of itself";
    EXPECT_GE(heads, doom.heads);
    ++kills_;
    acknowledged_ += heads;
    CheckHead();
    for (const std::string& revision : revisions) {
      const auto snapshot = session().Open(fork_, revision, context_);
      ASSERT_THAT(snapshot, IsOk());
      EXPECT_EQ(
          DifferenceOf(tests::ReadTestFile(ContentsPath(revision)), TextOf(*(*snapshot)->workbook)),
          "")
          << revision;
    }
    CheckFiles();
  }

  // The life of the process. Returns when something is wrong.
  void Work(const Doom& doom, uint32_t seed, int out) {
    if (doom.heads == 0 && !ArmKill(doom.nanoseconds)) return;
    auto opened = OpenEmbeddedSession(options_, clock_, metrics_);
    if (!opened.ok()) return;
    Session& session = **opened;
    RandomOperations operations(seed);
    tests::Dice dice(seed);
    const auto tell = [out](Message::Kind kind, const std::string& revision,
                            const std::string& digest) {
      Message message{.kind = kind};
      std::strncpy(message.revision, revision.c_str(), sizeof(message.revision) - 1);
      std::strncpy(message.digest, digest.c_str(), sizeof(message.digest) - 1);
      return ::write(out, &message, sizeof(message)) == ssize_t{sizeof(message)};
    };
    int heads = 0;
    for (int steps = 0; steps < 1000; ++steps) {
      const absl::StatusOr<std::string> head = Step(session, &operations, &dice);
      if (!head.ok()) continue;  // refused, or nothing to undo
      if (!tell(Message::Kind::kHead, *head, "")) return;
      if (++heads == doom.heads && !ArmKill(doom.nanoseconds)) return;
      const auto snapshot = session.Open(fork_, *head, context_);
      if (!snapshot.ok()) return;
      const std::string path = ContentsPath(*head);  // never half written
      tests::WriteTestFile(path + ".new", TextOf(*(*snapshot)->workbook));
      std::filesystem::rename(path + ".new", path);
      if (!tell(Message::Kind::kContents, *head, "")) return;
      if (!dice.OneIn(3)) continue;
      const auto saved = session.Save(fork_, {.path = kSaved, .overwrite = true}, context_);
      if (!saved.ok() || !tell(Message::Kind::kSaved, "", saved->sha256)) return;
    }
  }

  std::string ContentsPath(const std::string& revision) { return directory_ / revision; }

  // The head after an edit, a calculation, undo or redo.
  absl::StatusOr<std::string> Step(Session& session, RandomOperations* operations,
                                   tests::Dice* dice) {
    const int64_t kind = dice->Pick(0, 9);
    if (kind < 2) {
      const auto moved =
          kind == 0 ? session.Undo(fork_, 1, {}, context_) : session.Redo(fork_, 1, {}, context_);
      return moved.ok() ? absl::StatusOr<std::string>(moved->revision) : moved.status();
    }
    const bool edits = kind > 2;
    const auto done = session.Commit(
        fork_, edits ? Session::CommitKind::kEdit : Session::CommitKind::kCalculation,
        [&](const Snapshot& head) {
          return edits ? operations->Next(*head.workbook).changes : Changes();
        },
        {}, context_);
    return done.ok() ? absl::StatusOr<std::string>(done->revision) : done.status();
  }

  // The head is the last one that was told of, or the one step under way at the kill was done.
  void CheckHead() {
    const auto history = session().ListHistory(fork_, 0, 1000, context_);
    ASSERT_THAT(history, IsOk());
    std::map<std::string, std::string> parents;
    for (const RevisionInfo& info : history->revisions) parents[info.revision] = info.parent;
    EXPECT_TRUE(parents.contains(head_)) << head_ << " was acknowledged and is lost";
    EXPECT_TRUE(history->head == head_ || parents[history->head] == head_ ||
                parents[head_] == history->head)
        << "the head was " << head_ << " and is " << history->head;
    head_ = history->head;
  }

  void CheckFiles() {
    const auto exported = session().Export(fork_, "", {}, context_);
    ASSERT_THAT(exported, IsOk());
    CheckWhole(exported->bytes, "the head");
    if (!std::filesystem::exists(FilePath(kSaved))) {
      EXPECT_EQ(saved_, "");
      return;
    }
    const auto file = std::make_shared<const std::string>(ReadFile(kSaved));
    CheckWhole(file, kSaved);
    const std::string digest = platform::Sha256Hex(*file);
    if (digest != saved_) {
      EXPECT_EQ(
          Difference(ContentsOf(*tests::Open(exported->bytes)), ContentsOf(*tests::Open(file))), "")
          << "the file is neither the one acknowledged nor the one under way at the kill";
    }
    saved_ = digest;
  }

  void CheckWhole(const spreadsheet::PackageBytes& bytes, const std::string& what) {
    for (const tests::PackageProblem& problem : tests::PackageProblems(bytes)) {
      if (!bent_.contains(problem.rule)) {
        ADD_FAILURE() << what << ": " << problem.rule << ": " << problem.what;
      }
    }
    const auto workbook = tests::Open(bytes);
    ASSERT_NE(workbook, nullptr);
    for (size_t i = 0; i < workbook->sheets().size(); ++i) {
      if (workbook->sheets()[i].kind != spreadsheet::SheetKind::kWorksheet) continue;
      EXPECT_THAT(workbook->LoadSheet(static_cast<int>(i), {}), IsOk()) << what;
    }
  }

  std::string fork_, head_;
  std::string saved_;           // digest of the saved file; empty when there is none
  std::set<std::string> bent_;  // rules the original does not keep
  int kills_ = 0;
  int acknowledged_ = 0;
};

TEST_P(KillTest, LosesNothingAcknowledgedAndDamagesNoFile) {
  tests::Dice dice(static_cast<uint32_t>(GetParam()) + 1);
  int stories = 0;
  tests::ForEachWorkbook(
      [&](const tests::OpenedFile& file) {
        if (HasFailure() || stories == kFiles || !tests::IsSmall(file, 400)) return;
        ++stories;
        Story(file, &dice);
      },
      GetParam(), kParts);
  EXPECT_EQ(kills_, kFiles * kKillsOfAFile);
  EXPECT_GT(acknowledged_, kills_);
}

INSTANTIATE_TEST_SUITE_P(Parts, KillTest, ::testing::Range(0, kParts));

}  // namespace
}  // namespace sheetgate::workbook

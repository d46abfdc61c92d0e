#include "workbook-service/store/directory_workspace.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/testing/temporary_directory.h"
#include "workbook-service/store/beneath.h"

namespace sheetgate::workbook {
namespace {

namespace fs = std::filesystem;
using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::IsOk;
using tests::ReadTestFile;
using tests::StatusIs;
using tests::WriteTestFile;

const platform::CancellationToken kNever;
const auto kNoCheck = [] { return absl::OkStatus(); };

class DirectoryWorkspaceTest : public ::testing::Test {
 protected:
  DirectoryWorkspaceTest() { fs::create_directory(root_); }
  void SetUp() override { workspace_ = DirectoryWorkspace::Open(root_, "me").value(); }

  std::vector<std::string> Paths() {
    std::vector<std::string> paths;
    const auto entries = workspace_->List(kNever);
    EXPECT_THAT(entries, IsOk());
    if (!entries.ok()) return paths;
    for (const WorkspaceEntry& entry : *entries) paths.push_back(entry.path);
    return paths;
  }
  // Every name below the workspace, temporary ones too; without the hidden data directory.
  std::vector<std::string> Everything() {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      std::string name = fs::relative(entry.path(), root_).generic_string();
      if (name.rfind(".sheetgate", 0) != 0 || name.rfind(".sheetgate-", 0) == 0)
        names.push_back(name);
    }
    return names;
  }

  tests::TemporaryDirectory directory_;
  const std::string root_ = directory_ / "workspace";
  const std::string outside_ = directory_ / "secret.xlsx";
  std::unique_ptr<DirectoryWorkspace> workspace_;
};

TEST_F(DirectoryWorkspaceTest, ListsWorkbooksOnlySortedByPath) {
  for (const char* name : {"b.xlsx", "a/z.XLSM", "a/y.xltx", "a/b/c.xltm", "notes.txt", "old.xls",
                           "sales.csv", "t.TSV", "b.xlsb", "c.ods", "csv", "~$b.xlsx",
                           ".hidden.xlsx", ".git/x.xlsx", "a/data.xlsx.bak"}) {
    WriteTestFile(root_ + "/" + name, "x");
  }
  fs::create_directory(root_ + "/folder.xlsx");
  WriteTestFile(outside_, "x");
  fs::create_symlink(outside_, root_ + "/link.xlsx");
  fs::create_directory_symlink(directory_.path(), root_ + "/up");
  EXPECT_THAT(Paths(),
              ElementsAre("a/b/c.xltm", "a/y.xltx", "a/z.XLSM", "b.xlsx", "sales.csv", "t.TSV"));
}

TEST_F(DirectoryWorkspaceTest, ReadsAFileWithItsStamp) {
  WriteTestFile(root_ + "/a/b.xlsx", "hello");
  ASSERT_OK_AND_ASSIGN(const FileContent content, workspace_->Read("a/b.xlsx", 5, kNever));
  EXPECT_EQ(content.bytes, "hello");
  ASSERT_OK_AND_ASSIGN(const FileStamp stamp, workspace_->Stat("./a//b.xlsx"));
  EXPECT_EQ(stamp, content.stamp);
  EXPECT_THAT(workspace_->Read("a/b.xlsx", 4, kNever), HasReason(ErrorReason::kFileTooLarge));
  EXPECT_THAT(workspace_->Read("a/c.xlsx", 5, kNever), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(workspace_->Stat("b.xlsx/c.xlsx"), HasReason(ErrorReason::kWorkbookNotFound));
}

TEST_F(DirectoryWorkspaceTest, AStampProvesNothingUntilTheFileHasSettled) {
  const std::string file = root_ + "/a.xlsx";
  WriteTestFile(file, "one");
  fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_FALSE(workspace_->Read("a.xlsx", 10, kNever)->settled);
  fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(1));
  while (!workspace_->Read("a.xlsx", 10, kNever)->settled) std::this_thread::yield();
}

TEST_F(DirectoryWorkspaceTest, PathsNeverLeadOut) {
  WriteTestFile(outside_, "secret");
  WriteTestFile(root_ + "/a.xlsx", "x");
  for (const char* path :
       {"../secret.xlsx", "a/../../secret.xlsx", "..", "a/..", "sub/../a.xlsx"}) {
    EXPECT_THAT(workspace_->Read(path, 100, kNever), HasReason(ErrorReason::kPathOutsideWorkspace))
        << path;
    EXPECT_THAT(workspace_->Write(path, "x", true, kNoCheck),
                HasReason(ErrorReason::kPathOutsideWorkspace))
        << path;
  }
  EXPECT_THAT(workspace_->Read(outside_, 100, kNever),
              HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_THAT(workspace_->Write(outside_, "x", true, kNoCheck),
              HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_EQ(ReadTestFile(outside_), "secret");
}

TEST_F(DirectoryWorkspaceTest, PathsNameVisibleWorkbooks) {
  const std::string long_name(300, 'n');
  for (const std::string& path : std::vector<std::string>{
           "", "a.txt", "a", "a.xlsx/", ".a.xlsx", ".sheetgate/a.xlsx", "~$a.xlsx", "a\\b.xlsx",
           std::string("a\0.xlsx", 7), "a\n.xlsx", "\xff.xlsx", long_name + ".xlsx",
           std::string(2000, 'd') + "/a.xlsx"}) {
    EXPECT_THAT(workspace_->Write(path, "x", true, kNoCheck), HasReason(ErrorReason::kInvalidPath))
        << path;
  }
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(DirectoryWorkspaceTest, SymbolicLinksAreNotFollowed) {
  WriteTestFile(outside_, "secret");
  fs::create_symlink(outside_, root_ + "/file.xlsx");
  fs::create_directory_symlink(directory_.path(), root_ + "/folder");
  fs::create_symlink("nowhere.xlsx", root_ + "/dangling.xlsx");
  for (const char* path : {"file.xlsx", "folder/secret.xlsx", "dangling.xlsx"}) {
    EXPECT_THAT(workspace_->Read(path, 100, kNever), HasReason(ErrorReason::kPathOutsideWorkspace))
        << path;
    EXPECT_THAT(workspace_->Stat(path), HasReason(ErrorReason::kPathOutsideWorkspace)) << path;
    EXPECT_THAT(workspace_->Write(path, "x", true, kNoCheck),
                HasReason(ErrorReason::kPathOutsideWorkspace))
        << path;
  }
  EXPECT_THAT(workspace_->Write("folder/new/x.xlsx", "x", false, kNoCheck),
              HasReason(ErrorReason::kPathOutsideWorkspace));
  EXPECT_EQ(ReadTestFile(outside_), "secret");
  EXPECT_FALSE(fs::exists(directory_ / "new"));
}

// A folder that is swapped for a link while reads and writes go on: none of them may end outside.
TEST_F(DirectoryWorkspaceTest, LosesNoRaceAgainstASymbolicLink) {
  fs::create_directory(directory_ / "outside");
  WriteTestFile(directory_ / "outside/a.xlsx", "secret");
  WriteTestFile(root_ + "/swap/a.xlsx", "inside");
  const std::string folder = root_ + "/swap";
  const std::string link = root_ + "/link";
  fs::create_directory_symlink(directory_ / "outside", link);
  std::atomic<bool> stop{false};
  std::thread attacker([&] {
    while (!stop) {
      ::renameat2(AT_FDCWD, folder.c_str(), AT_FDCWD, link.c_str(), RENAME_EXCHANGE);
    }
  });
  int inside = 0;
  int refused = 0;
  for (int i = 0; i < 20'000 && (i < 300 || inside == 0 || refused == 0); ++i) {
    const auto content = workspace_->Read("swap/a.xlsx", 100, kNever);
    if (content.ok()) {
      EXPECT_EQ(content->bytes, "inside");
      ++inside;
    } else {
      ++refused;
    }
    if (i < 50) workspace_->Write("swap/a.xlsx", "inside", true, kNoCheck).IgnoreError();
  }
  stop = true;
  attacker.join();
  EXPECT_GT(inside, 0);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(ReadTestFile(directory_ / "outside/a.xlsx"), "secret");
}

TEST_F(DirectoryWorkspaceTest, OpeningAFifoDoesNotWait) {
  ASSERT_EQ(::mkfifo((root_ + "/pipe.xlsx").c_str(), 0600), 0);
  EXPECT_THAT(workspace_->Read("pipe.xlsx", 100, kNever),
              HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(workspace_->Write("pipe.xlsx", "x", true, kNoCheck),
              HasReason(ErrorReason::kInvalidPath));
}

TEST_F(DirectoryWorkspaceTest, WritesNewFilesAndTheirFolders) {
  ASSERT_THAT(workspace_->Write("new/folder/a.xlsx", "hello", false, kNoCheck), IsOk());
  EXPECT_EQ(ReadTestFile(root_ + "/new/folder/a.xlsx"), "hello");
  EXPECT_THAT(workspace_->Write("new/folder/a.xlsx/b.xlsx", "x", false, kNoCheck),
              HasReason(ErrorReason::kInvalidPath));
}

TEST_F(DirectoryWorkspaceTest, OverwritesOnlyWhenAsked) {
  WriteTestFile(root_ + "/a.xlsx", "old");
  EXPECT_THAT(workspace_->Write("a.xlsx", "new", false, kNoCheck),
              HasReason(ErrorReason::kFileExists));
  EXPECT_EQ(ReadTestFile(root_ + "/a.xlsx"), "old");
  EXPECT_THAT(workspace_->Write("a.xlsx", "new", true, kNoCheck), IsOk());
  EXPECT_EQ(ReadTestFile(root_ + "/a.xlsx"), "new");
  EXPECT_THAT(Everything(), ElementsAre("a.xlsx"));
}

TEST_F(DirectoryWorkspaceTest, AnOverwrittenFileKeepsItsMode) {
  WriteTestFile(root_ + "/a.xlsx", "old");
  ASSERT_EQ(::chmod((root_ + "/a.xlsx").c_str(), 0640), 0);
  ASSERT_THAT(workspace_->Write("a.xlsx", "new", true, kNoCheck), IsOk());
  struct stat info;
  ASSERT_EQ(::stat((root_ + "/a.xlsx").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640u);
}

TEST_F(DirectoryWorkspaceTest, ARefusalBeforePublishingLeavesEverythingAsItWas) {
  WriteTestFile(root_ + "/a.xlsx", "old");
  bool old_was_there = false;
  const absl::Status status = workspace_->Write("a.xlsx", "new", true, [&] {
    old_was_there = ReadTestFile(root_ + "/a.xlsx") == "old";
    return absl::AbortedError("no");
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
  EXPECT_TRUE(old_was_there);
  EXPECT_EQ(ReadTestFile(root_ + "/a.xlsx"), "old");
  EXPECT_THAT(Everything(), ElementsAre("a.xlsx"));
}

TEST_F(DirectoryWorkspaceTest, RemovesItsOwnLeftoversOnly) {
  WriteTestFile(root_ + "/sub/.sheetgate-me-abc", "half");
  WriteTestFile(root_ + "/sub/.sheetgate-you-abc", "theirs");
  WriteTestFile(workspace_->StagingDirectory() + "/upload", "half");
  ASSERT_THAT(DirectoryWorkspace::Open(root_, "me"), IsOk());
  EXPECT_FALSE(fs::exists(root_ + "/sub/.sheetgate-me-abc"));
  EXPECT_TRUE(fs::exists(root_ + "/sub/.sheetgate-you-abc"));
  EXPECT_FALSE(fs::exists(workspace_->StagingDirectory() + "/upload"));
}

TEST_F(DirectoryWorkspaceTest, NeedsADirectory) {
  EXPECT_THAT(DirectoryWorkspace::Open(root_ + "/missing", "me"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

// Both ways to open below a directory refuse the same.
class BeneathTest
    : public ::testing::TestWithParam<FileDescriptor (*)(int, const std::string&, int)> {};

TEST_P(BeneathTest, OpensWhatIsBelowAndNothingElse) {
  tests::TemporaryDirectory directory;
  WriteTestFile(directory / "root/a/b.xlsx", "x");
  WriteTestFile(directory / "secret", "x");
  fs::create_symlink("../secret", directory / "root/file");
  fs::create_directory_symlink("..", directory / "root/folder");
  ASSERT_OK_AND_ASSIGN(const FileDescriptor root, OpenDirectory(directory / "root"));
  EXPECT_TRUE(GetParam()(root.get(), "a/b.xlsx", O_RDONLY).valid());
  const auto error_of = [&](const std::string& path) {
    errno = 0;
    return GetParam()(root.get(), path, O_RDONLY).valid() ? 0 : errno;
  };
  EXPECT_EQ(error_of("file"), ELOOP);
  EXPECT_EQ(error_of("folder/secret"), ELOOP);
  EXPECT_EQ(error_of("../secret"), EXDEV);
  EXPECT_EQ(error_of(directory / "secret"), EXDEV);
  EXPECT_EQ(error_of("a/missing"), ENOENT);
  EXPECT_EQ(error_of("a/b.xlsx/c"), ENOTDIR);
}

INSTANTIATE_TEST_SUITE_P(Ways, BeneathTest, ::testing::Values(&OpenBeneath, &WalkBeneath));

}  // namespace
}  // namespace sheetgate::workbook

// What the tests of the embedded session share: a workspace, a session over it, and short ways to
// edit and read.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_SESSION_SESSION_TEST_BASE_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_SESSION_SESSION_TEST_BASE_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/observability/metrics.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"
#include "tests/workbook-service/testing/temporary_directory.h"
#include "workbook-service/session/embedded_session.h"

namespace sheetgate::workbook {

// A change of a cell of the first sheet.
inline spreadsheet::CellChange Set(std::string_view address, spreadsheet::CellValue value) {
  return {.sheet = 0, .cell = spreadsheet::ParseCell(address).value(), .value = std::move(value)};
}

// Makes these changes whatever the snapshot.
inline Session::MakeChanges Always(std::vector<spreadsheet::CellChange> changes) {
  return [changes = std::move(changes)](const Snapshot&) { return changes; };
}

class EmbeddedSessionTest : public ::testing::Test {
 protected:
  EmbeddedSessionTest() {
    options_.workspace_dir = directory_ / "workspace";
    options_.data_dir = directory_ / "data";
    options_.loader_threads = 2;
    std::filesystem::create_directory(options_.workspace_dir);
    context_.principal = "ann";
  }

  // The session; opened when first asked for.
  Session& session() {
    if (session_ == nullptr) {
      auto opened = OpenEmbeddedSession(options_, clock_, metrics_);
      EXPECT_THAT(opened, tests::IsOk());
      session_ = std::move(opened).value();
    }
    return *session_;
  }
  // As after a restart.
  Session& Reopen() {
    session_.reset();
    return session();
  }

  std::string FilePath(std::string_view path) const {
    return options_.workspace_dir + "/" + std::string(path);
  }
  void WriteFile(std::string_view path, std::string_view bytes) {
    tests::WriteTestFile(FilePath(path), bytes);
  }
  std::string ReadFile(std::string_view path) const { return tests::ReadTestFile(FilePath(path)); }

  std::string FileId(std::string_view path) {
    const auto files = session().ListFiles(context_);
    EXPECT_THAT(files, tests::IsOk());
    if (!files.ok()) return "";
    for (const WorkspaceFile& file : *files) {
      if (file.path == path) return file.workbook_id;
    }
    ADD_FAILURE() << "no file " << path;
    return "";
  }
  // A new fork of a file.
  std::string ForkOf(std::string_view path) {
    auto fork = session().CreateFork(FileId(path), "", "", {}, context_);
    EXPECT_THAT(fork, tests::IsOk());
    return fork.ok() ? fork->workbook_id : "";
  }
  absl::StatusOr<CommitResult> Edit(const std::string& fork,
                                    std::vector<spreadsheet::CellChange> changes,
                                    const WriteOptions& options = {}) {
    return session().Commit(fork, Session::CommitKind::kEdit, Always(std::move(changes)), options,
                            context_);
  }
  // A cell of the first sheet.
  spreadsheet::CellValue Cell(const std::string& workbook, std::string_view address,
                              const std::string& revision = "") {
    auto snapshot = session().Open(workbook, revision, context_);
    EXPECT_THAT(snapshot, tests::IsOk());
    if (!snapshot.ok()) return {};
    auto sheet = (*snapshot)->workbook->LoadSheet(0, {});
    EXPECT_THAT(sheet, tests::IsOk());
    if (!sheet.ok()) return {};
    const auto cell = (*sheet)->Find(spreadsheet::ParseCell(address).value());
    return cell ? spreadsheet::ToValue(*cell) : spreadsheet::CellValue();
  }
  std::string Head(const std::string& workbook) {
    auto snapshot = session().Open(workbook, "", context_);
    EXPECT_THAT(snapshot, tests::IsOk());
    return snapshot.ok() ? (*snapshot)->revision : "";
  }

  tests::TemporaryDirectory directory_;
  tests::FakeClock clock_;
  platform::MetricsRegistry metrics_;
  SessionOptions options_;
  platform::RequestContext context_;
  std::unique_ptr<Session> session_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_SESSION_SESSION_TEST_BASE_H_

// What the tests of the RPC handlers share: a workspace on disk with a real embedded session, a
// sample workbook, and texts for cells and rows.
//
//   class SheetPageTest : public RpcTest {};
//   TEST_F(SheetPageTest, ...) { WriteFile("a.xlsx", SampleWorkbook()); ... SheetPage(request,
//   context(), session(), {}) ... }
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_RPC_TEST_BASE_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_RPC_TEST_BASE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "platform/observability/metrics.h"
#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/cells.pb.h"
#include "sheetgate/workbook/v1/editing.pb.h"
#include "tests/testing/fake_clock.h"
#include "workbook-service/session/embedded_session.h"
#include "workbook-service/session/session.h"

namespace sheetgate::workbook {

struct TestSheet {
  std::string name;
  std::string rows;  // <row> elements
  bool hidden = false;
  bool chart_sheet = false;
};

// A package with these sheets. Cell styles: 0 General, 1 date, 2 date and time, 3 "0.00".
std::string BuildWorkbook(const std::vector<TestSheet>& sheets, bool date1904 = false);

// Sheets Data (visible), Notes (hidden, empty) and Chart (a chart sheet). Data:
//
//        A       B         C            D
//   1    Item    Amount    Due
//   2    Rent    1000      2026-01-31   =B2*2 (2000)
//   3    Food    500                    =B3*2 (1000)
//   5    TRUE    #DIV/0!                =SUM(B2:B3) (1500)
//   9    end
std::string SampleWorkbook();

// One text cell and one number cell in each of `rows` rows, from row 1: "r1", 1, "r2", 2, ...
std::string TallWorkbook(int rows);

// "1000", "'Rent'", "TRUE", "#DIV/0!", "date 2026-01-31" or "-" for an empty cell.
std::string Show(const v1::CellValue& value);
// "2: 'Rent' 1000 - -".
std::string Show(const v1::Row& row);
template <typename Rows>
std::vector<std::string> ShowAll(const Rows& rows) {
  std::vector<std::string> texts;
  for (const auto& row : rows) texts.push_back(Show(row));
  return texts;
}

// Metadata `field` of an error.
std::string FieldOf(const absl::Status& status);

// An edit of one cell.
v1::CellEdit NumberEdit(std::string_view address, double number);
v1::CellEdit TextEdit(std::string_view address, std::string_view text);
v1::CellEdit FormulaEdit(std::string_view address, std::string_view formula);

class RpcTest : public ::testing::Test {
 protected:
  RpcTest();
  ~RpcTest() override;

  // Writes a file into the workspace, folders included.
  void WriteFile(std::string_view path, std::string_view bytes);
  std::string ReadFile(std::string_view path) const;
  bool FileExists(std::string_view path) const;
  // Files in the staging directory.
  int StagedFiles();

  // The session; opened, with options(), when first asked for.
  Session& session();
  SessionOptions& options() { return options_; }
  tests::FakeClock& clock() { return clock_; }
  static platform::RequestContext context() { return {}; }

  // Ids of a workspace file and of a new fork of it.
  std::string FileId(std::string_view path);
  std::string ForkOf(std::string_view path);
  // Writes edits to sheet Data of a fork; the new revision.
  std::string Edit(const std::string& fork, const std::vector<v1::CellEdit>& edits);
  std::string HeadOf(const std::string& workbook_id);
  // The formulas, or the values as Show has them, of cells.
  std::vector<std::string> ReadCells(const std::string& workbook_id, const std::string& sheet,
                                     const std::vector<std::string>& cells);

 private:
  std::string root_;
  tests::FakeClock clock_;
  platform::MetricsRegistry metrics_;
  SessionOptions options_;
  std::unique_ptr<Session> session_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_RPC_TEST_BASE_H_

#include "tests/workbook-service/rpc/rpc_test_base.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"
#include "workbook-service/rpc/edit_batch.h"
#include "workbook-service/rpc/inspect_cells.h"

namespace sheetgate::workbook {
namespace {

using platform::StrAppend;
using platform::StrCat;

constexpr char kMain[] = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr char kRelations[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr char kPackageRelations[] = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr char kContentTypes[] = "http://schemas.openxmlformats.org/package/2006/content-types";
constexpr char kSpreadsheetMl[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

constexpr char kStyles[] =
    "<numFmts count=\"0\"/><fonts count=\"1\"><font/></fonts>"
    "<fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs>"
    "<cellXfs count=\"4\"><xf numFmtId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"14\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"22\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"2\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>";

std::string Xml(std::string_view root, std::string_view content) {
  return StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<", root,
                " xmlns=\"", kMain, "\" xmlns:r=\"", kRelations, "\">", content, "</", root, ">");
}

std::string Override(std::string_view part, std::string_view type) {
  return StrCat("<Override PartName=\"/", part, "\" ContentType=\"", kSpreadsheetMl, type,
                "+xml\"/>");
}

std::string Relation(int id, std::string_view type, std::string_view target) {
  return StrCat("<Relationship Id=\"rId", id, "\" Type=\"", kRelations, "/", type, "\" Target=\"",
                target, "\"/>");
}

std::string Relationships(std::string_view content) {
  return StrCat("<Relationships xmlns=\"", kPackageRelations, "\">", content, "</Relationships>");
}

std::string PartOf(const TestSheet& sheet, size_t number) {
  return StrCat(sheet.chart_sheet ? "chartsheets/sheet" : "worksheets/sheet", number, ".xml");
}

}  // namespace

std::string BuildWorkbook(const std::vector<TestSheet>& sheets, bool date1904) {
  tests::ZipBuilder zip;
  std::string types = Override("xl/workbook.xml", "sheet.main");
  std::string entries;
  std::string relations;
  for (size_t i = 0; i < sheets.size(); ++i) {
    const TestSheet& sheet = sheets[i];
    const std::string part = PartOf(sheet, i + 1);
    StrAppend(&types,
              Override(StrCat("xl/", part), sheet.chart_sheet ? "chartsheet" : "worksheet"));
    StrAppend(&relations, Relation(static_cast<int>(i) + 1,
                                   sheet.chart_sheet ? "chartsheet" : "worksheet", part));
    StrAppend(&entries, "<sheet name=\"", sheet.name, "\" sheetId=\"", i + 1, "\" r:id=\"rId",
              i + 1, sheet.hidden ? "\" state=\"hidden\"/>" : "\"/>");
  }
  StrAppend(&relations, Relation(static_cast<int>(sheets.size()) + 1, "styles", "styles.xml"));
  StrAppend(&types, Override("xl/styles.xml", "styles"));
  zip.Add("[Content_Types].xml",
          StrCat("<Types xmlns=\"", kContentTypes,
                 "\"><Default Extension=\"rels\" ContentType=\"application/"
                 "vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
                 "ContentType=\"application/xml\"/>",
                 types, "</Types>"));
  zip.Add("_rels/.rels", Relationships(Relation(1, "officeDocument", "xl/workbook.xml")));
  zip.Add("xl/workbook.xml",
          Xml("workbook", StrCat(date1904 ? "<workbookPr date1904=\"1\"/>" : "<workbookPr/>",
                                 "<sheets>", entries, "</sheets>")));
  zip.Add("xl/_rels/workbook.xml.rels", Relationships(relations));
  for (size_t i = 0; i < sheets.size(); ++i) {
    const TestSheet& sheet = sheets[i];
    zip.Add(StrCat("xl/", PartOf(sheet, i + 1)),
            sheet.chart_sheet
                ? Xml("chartsheet", "<sheetViews><sheetView workbookViewId=\"0\"/></sheetViews>")
                : Xml("worksheet", StrCat("<sheetData>", sheet.rows, "</sheetData>")));
  }
  zip.Add("xl/styles.xml", Xml("styleSheet", kStyles));
  return zip.Build().bytes;
}

std::string SampleWorkbook() {
  constexpr char kRows[] =
      "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Item</t></is></c>"
      "<c r=\"B1\" t=\"inlineStr\"><is><t>Amount</t></is></c>"
      "<c r=\"C1\" t=\"inlineStr\"><is><t>Due</t></is></c></row>"
      "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Rent</t></is></c>"
      "<c r=\"B2\" s=\"3\"><v>1000</v></c><c r=\"C2\" s=\"1\"><v>46053</v></c>"
      "<c r=\"D2\"><f>B2*2</f><v>2000</v></c></row>"
      "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>Food</t></is></c>"
      "<c r=\"B3\"><v>500</v></c><c r=\"D3\"><f>B3*2</f><v>1000</v></c></row>"
      "<row r=\"5\"><c r=\"A5\" t=\"b\"><v>1</v></c><c r=\"B5\" t=\"e\"><v>#DIV/0!</v></c>"
      "<c r=\"D5\"><f>SUM(B2:B3)</f><v>1500</v></c></row>"
      "<row r=\"9\"><c r=\"A9\" t=\"inlineStr\"><is><t>end</t></is></c></row>";
  return BuildWorkbook(
      {{"Data", kRows}, {"Notes", "", true}, {"Chart", "", false, /*chart_sheet=*/true}});
}

std::string TallWorkbook(int rows) {
  std::string data;
  for (int row = 1; row <= rows; ++row) {
    StrAppend(&data, "<row r=\"", row, "\"><c r=\"A", row, "\" t=\"inlineStr\"><is><t>r", row,
              "</t></is></c><c r=\"B", row, "\"><v>", row, "</v></c></row>");
  }
  return BuildWorkbook({{"Data", data}});
}

std::string Show(const v1::CellValue& value) {
  switch (value.kind_case()) {
    case v1::CellValue::kNumber:
      return StrCat(value.number());
    case v1::CellValue::kText:
      return StrCat("'", value.text(), "'");
    case v1::CellValue::kBoolean:
      return value.boolean() ? "TRUE" : "FALSE";
    case v1::CellValue::kError:
      return value.error();
    case v1::CellValue::kDate:
      return StrCat("date ", value.date());
    case v1::CellValue::KIND_NOT_SET:
      break;
  }
  return "-";
}

std::string Show(const v1::Row& row) {
  std::string text = StrCat(row.row(), ":");
  for (const v1::CellValue& value : row.values()) StrAppend(&text, " ", Show(value));
  return text;
}

std::string FieldOf(const absl::Status& status) { return platform::MetadataOf(status)["field"]; }

v1::CellEdit NumberEdit(std::string_view address, double number) {
  v1::CellEdit edit;
  edit.set_address(std::string(address));
  edit.mutable_value()->set_number(number);
  return edit;
}

v1::CellEdit TextEdit(std::string_view address, std::string_view text) {
  v1::CellEdit edit;
  edit.set_address(std::string(address));
  edit.mutable_value()->set_text(std::string(text));
  return edit;
}

v1::CellEdit FormulaEdit(std::string_view address, std::string_view formula) {
  v1::CellEdit edit;
  edit.set_address(std::string(address));
  edit.set_formula(std::string(formula));
  return edit;
}

RpcTest::RpcTest() {
  std::string pattern = StrCat(::testing::TempDir(), "sheetgate-rpc-XXXXXX");
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  root_ = pattern;
  options_.workspace_dir = StrCat(root_, "/workspace");
  options_.loader_threads = 2;
  std::filesystem::create_directory(options_.workspace_dir);
}

RpcTest::~RpcTest() {
  session_.reset();
  std::filesystem::remove_all(root_);
}

void RpcTest::WriteFile(std::string_view path, std::string_view bytes) {
  const std::filesystem::path file = std::filesystem::path(options_.workspace_dir) / path;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

std::string RpcTest::ReadFile(std::string_view path) const {
  std::ifstream file(std::filesystem::path(options_.workspace_dir) / path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

bool RpcTest::FileExists(std::string_view path) const {
  return std::filesystem::exists(std::filesystem::path(options_.workspace_dir) / path);
}

int RpcTest::StagedFiles() {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(session().StagingDirectory())) {
    if (entry.is_regular_file()) ++files;
  }
  return files;
}

Session& RpcTest::session() {
  if (session_ == nullptr) {
    absl::StatusOr<std::unique_ptr<Session>> opened =
        OpenEmbeddedSession(options_, clock_, metrics_);
    if (!opened.ok()) {
      ADD_FAILURE() << "cannot open the session: " << opened.status();
      std::abort();
    }
    session_ = *std::move(opened);
  }
  return *session_;
}

std::string RpcTest::FileId(std::string_view path) {
  const auto files = session().ListFiles(context());
  EXPECT_THAT(files, tests::IsOk());
  if (files.ok()) {
    for (const WorkspaceFile& file : *files) {
      if (file.path == path) return file.workbook_id;
    }
  }
  ADD_FAILURE() << "the workspace has no file " << path;
  return {};
}

std::string RpcTest::ForkOf(std::string_view path) {
  const auto fork = session().CreateFork(FileId(path), "", "", {}, context());
  EXPECT_THAT(fork, tests::IsOk());
  return fork.ok() ? fork->workbook_id : std::string();
}

std::string RpcTest::Edit(const std::string& fork, const std::vector<v1::CellEdit>& edits) {
  v1::EditBatchRequest request;
  request.set_workbook_id(fork);
  request.set_sheet_name("Data");
  for (const v1::CellEdit& edit : edits) *request.add_edits() = edit;
  const auto response = EditBatch(request, context(), session());
  EXPECT_THAT(response, tests::IsOk());
  return response.ok() ? response->revision() : std::string();
}

std::string RpcTest::HeadOf(const std::string& workbook_id) {
  const auto snapshot = session().Open(workbook_id, "", context());
  EXPECT_THAT(snapshot, tests::IsOk());
  return snapshot.ok() ? (*snapshot)->revision : std::string();
}

std::vector<std::string> RpcTest::ReadCells(const std::string& workbook_id,
                                            const std::string& sheet,
                                            const std::vector<std::string>& cells) {
  v1::InspectCellsRequest request;
  request.set_workbook_id(workbook_id);
  request.set_sheet_name(sheet);
  for (const std::string& cell : cells) request.add_targets(cell);
  const auto response = InspectCells(request, context(), session(), {});
  EXPECT_THAT(response, tests::IsOk());
  std::vector<std::string> texts;
  if (!response.ok()) return texts;
  for (const v1::CellDetail& cell : response->cells()) {
    texts.push_back(cell.formula().empty() ? Show(cell.value()) : cell.formula());
  }
  return texts;
}

}  // namespace sheetgate::workbook

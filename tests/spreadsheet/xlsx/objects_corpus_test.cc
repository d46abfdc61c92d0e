// Every sheet of the corpus has objects that can be read, and they are these many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/model/workbook_objects.h"
#include "spreadsheet/vba/vba_project.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/corpus.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::IsEmpty;

using Totals = std::map<std::string, size_t>;

void Count(const SheetObjects& objects, Totals* totals) {
  const auto add = [&](const char* kind, size_t count) {
    if (count > 0) (*totals)[kind] += count;
  };
  add("charts", objects.charts.size());
  for (const Chart& chart : objects.charts) add("series", chart.series.size());
  add("pivot tables", objects.pivot_tables.size());
  add("images", objects.images.size());
  add("shapes", objects.shapes.size());
  add("controls", objects.controls.size());
  for (const Comment& comment : objects.comments) add(comment.thread ? "threads" : "notes", 1);
  add("links", objects.hyperlinks.size());
  add("filters", objects.filters.size());
  add("sparkline groups", objects.sparklines.size());
  add("protected", objects.protection.enabled ? 1 : 0);
  add("frozen", objects.view.frozen_rows + objects.view.frozen_columns > 0 ? 1 : 0);
}

struct Counted {
  Totals all;
  std::map<std::string, Totals> by_file;
  std::map<std::string, std::string> failures;
};

// Counts every file of the set that opens. A failure is what cannot be read although its cells can.
Counted CountSet(const std::string& set) {
  Counted counted;
  for (const std::string& name : tests::CorpusFiles(set)) {
    const auto workbook = OpenXlsx(tests::ReadCorpusFile(name).bytes, {}, {});
    if (!workbook.ok()) continue;
    Totals& totals = counted.by_file[name.substr(name.rfind('/') + 1)];
    for (size_t i = 0; i < (*workbook)->sheets().size(); ++i) {
      const int index = static_cast<int>(i);
      const bool readable = (*workbook)->sheets()[i].kind != SheetKind::kWorksheet ||
                            (*workbook)->LoadSheet(index, {}).ok();
      const auto objects = (*workbook)->LoadObjects(index, {});
      if (objects.ok()) {
        Count(**objects, &totals);
      } else if (readable) {
        counted.failures.emplace(name + " " + (*workbook)->sheets()[i].name,
                                 objects.status().ToString());
      }
    }
    const auto objects = (*workbook)->LoadWorkbookObjects({});
    if (!objects.ok()) {
      counted.failures.emplace(name, objects.status().ToString());
    } else {
      if (!(*objects)->external_links.empty()) {
        totals["external links"] = (*objects)->external_links.size();
      }
      if (!(*objects)->connections.empty()) {
        totals["connections"] = (*objects)->connections.size();
      }
    }
    for (const auto& [kind, count] : totals) counted.all[kind] += count;
  }
  return counted;
}

std::string Show(const Totals& totals) {
  std::string text;
  for (const auto& [kind, count] : totals) {
    text += (text.empty() ? "" : ", ") + kind + " " + std::to_string(count);
  }
  return text;
}

// The counts of single files are those openpyxl has, or, of what it does not read (pictures,
// threads, controls, chartex), those of a look into the package.
TEST(ObjectsCorpusTest, EveryWorkbookHasObjects) {
  const Counted counted = CountSet("workbooks");
  EXPECT_THAT(counted.failures, IsEmpty());
  EXPECT_EQ(Show(counted.all),
            "charts 67, connections 11, controls 201, external links 8, filters 59, frozen 31, "
            "images 19, links 22, notes 143, pivot tables 12, series 342, shapes 31, sparkline "
            "groups 8, threads 7");
  const auto of = [&](const char* file) { return Show(counted.by_file.at(file)); };
  EXPECT_EQ(of("32readwriteStockChart1.xlsx"), "charts 2, images 2, series 6, sparkline groups 3");
  EXPECT_EQ(of("example.xlsx"), "charts 2, filters 1, frozen 1, notes 5, pivot tables 1, series 4");
  EXPECT_EQ(of("out.xlsx"),
            "charts 1, filters 2, images 1, links 1, notes 2, pivot tables 1, series 2");
  EXPECT_EQ(of("pivot.xlsm"), "charts 1, pivot tables 2, series 1");
  EXPECT_EQ(of("TestCommentsAndNotes.xlsx"), "notes 3, threads 4");
  EXPECT_EQ(of("vba_minimal.xlsm"),
            "charts 9, controls 4, filters 1, images 3, links 3, notes 1, series 16, shapes 3");
  EXPECT_EQ(of("grouped-grouped-charts.xlsx"), "charts 3, series 3");
}

TEST(ObjectsCorpusTest, EveryFunctionWorkbookHasObjects) {
  const Counted counted = CountSet("functions");
  EXPECT_THAT(counted.failures, IsEmpty());
}

// Every project can be read to its last module, and every module begins with its own name.
TEST(ObjectsCorpusTest, EveryVbaProjectIsRead) {
  std::map<std::string, std::string> modules;
  for (const std::string set : {"workbooks", "functions"}) {
    for (const std::string& name : tests::CorpusFiles(set)) {
      const auto workbook = OpenXlsx(tests::ReadCorpusFile(name).bytes, {}, {});
      if (!workbook.ok() || !(*workbook)->features().macros) continue;
      auto bytes = (*workbook)->ReadVbaProject({});
      ASSERT_TRUE(bytes.ok()) << name << ": " << bytes.status();
      const auto project = VbaProject::Parse(*std::move(bytes));
      ASSERT_TRUE(project.ok()) << name << ": " << project.status();
      EXPECT_FALSE(project->modules().empty()) << name;
      std::string& kinds = modules[name.substr(name.rfind('/') + 1)];
      for (const VbaModule& module : project->modules()) {
        const auto source = project->Source(module);
        ASSERT_TRUE(source.ok()) << name << " " << module.name << ": " << source.status();
        EXPECT_NE(source->find("Attribute VB_Name = \"" + module.name + "\""), std::string::npos)
            << name << " " << module.name;
        kinds += (kinds.empty() ? "" : " ") + module.name + ":" +
                 std::string(VbaModuleKindName(module.kind));
      }
    }
  }
  EXPECT_EQ(modules.size(), 7u);
  EXPECT_EQ(
      modules["vba_minimal.xlsm"],
      "ThisWorkbook:document Sheet1:document Sheet2:document Sheet3:document Module1:standard");
}

}  // namespace
}  // namespace sheetgate::spreadsheet

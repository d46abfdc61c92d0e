#include "spreadsheet/model/workbook_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/external_data_reader.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/object_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using tests::HasReason;
using tests::ObjectPackage;

absl::StatusOr<std::shared_ptr<const WorkbookObjects>> Load(const ObjectPackage& package) {
  const auto workbook = OpenXlsx(package.Build(), {}, {});
  if (!workbook.ok()) return workbook.status();
  return (*workbook)->LoadWorkbookObjects({});
}

TEST(WorkbookObjectsTest, ExternalLinksKeepTheOrderFormulasCountThemIn) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Workbook(
          "<externalReferences><externalReference r:id=\"e2\"/><externalReference "
          "r:id=\"gone\"/><externalReference r:id=\"e1\"/></externalReferences>")
      .Relate("xl/workbook.xml", {{"e1", "externalLink", "externalLinks/x1.xml"},
                                  {"e2", "externalLink", "externalLinks/x2.xml"}})
      .Part("xl/externalLinks/x1.xml",
            "<externalLink><ddeLink ddeService=\"Excel\" ddeTopic=\"Quotes\"><ddeItems><ddeItem "
            "name=\"Price\"/></ddeItems></ddeLink></externalLink>")
      .Part("xl/externalLinks/x2.xml",
            "<externalLink xmlns:r=\"r\"><externalBook r:id=\"rId1\"><sheetNames><sheetName "
            "val=\"Rates\"/></sheetNames><definedNames><definedName name=\"Tax\"/></definedNames>"
            "</externalBook></externalLink>")
      .Relate("xl/externalLinks/x2.xml", {{"rId1", "externalLinkPath", "../rates.xlsx", true}});
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  ASSERT_EQ(objects->external_links.size(), 3u);
  EXPECT_EQ(objects->external_links[0].kind, "workbook");
  EXPECT_EQ(objects->external_links[0].target, "../rates.xlsx");
  EXPECT_THAT(objects->external_links[0].sheets, ElementsAre("Rates"));
  EXPECT_THAT(objects->external_links[0].names, ElementsAre("Tax"));
  EXPECT_EQ(objects->external_links[1].kind, "");
  EXPECT_EQ(objects->external_links[2].target, "Excel|Quotes");
  EXPECT_THAT(objects->external_links[2].names, ElementsAre("Price"));
}

TEST(WorkbookObjectsTest, SettingsPropertiesAndConnections) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Workbook(
          "<fileSharing readOnlyRecommended=\"1\" userName=\"Ann\"/><workbookProtection "
          "workbookPassword=\"CC1A\" lockStructure=\"1\"/><bookViews><workbookView "
          "activeTab=\"2\"/></bookViews><calcPr calcMode=\"manual\" iterate=\"1\" "
          "iterateCount=\"5\" fullCalcOnLoad=\"1\"/>")
      .Relate("", {{"p1", "metadata/core-properties", "docProps/core.xml"},
                   {"p2", "extended-properties", "docProps/app.xml"},
                   {"p3", "custom-properties", "docProps/custom.xml"}})
      .Relate("xl/workbook.xml", {{"c", "connections", "connections.xml"},
                                  {"t", "theme", "theme/theme1.xml"},
                                  {"x", "customXml", "../customXml/item1.xml"}})
      .Part("docProps/core.xml",
            "<cp:coreProperties xmlns:cp=\"cp\" xmlns:dc=\"dc\"><dc:title>Plan</dc:title>"
            "<dc:creator>Ann</dc:creator><dc:subject/></cp:coreProperties>")
      .Part("docProps/app.xml",
            "<Properties><Application>Microsoft Excel</Application></Properties>")
      .Part("docProps/custom.xml",
            "<Properties><property name=\"Client\"><lpwstr>ACME</lpwstr></property></Properties>")
      .Part("xl/connections.xml",
            "<connections><connection id=\"1\" name=\"Stock\" type=\"5\" savePassword=\"1\"><dbPr "
            "connection=\"Provider=X;Password=secret;Data Source=y\" command=\"SELECT 1\"/>"
            "</connection><connection id=\"2\" name=\"Page\" type=\"4\"><webPr "
            "url=\"https://example.com\"/></connection></connections>")
      .Part("xl/theme/theme1.xml", "<a:theme xmlns:a=\"a\" name=\"Office\"/>")
      .Part("customXml/item1.xml", "<DataMashup xmlns=\"mashup\">AAAA</DataMashup>");
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  EXPECT_THAT(objects->properties,
              ElementsAre(Pair("title", "Plan"), Pair("author", "Ann"),
                          Pair("application", "Microsoft Excel"), Pair("custom Client", "ACME")));
  EXPECT_EQ(objects->Property("author"), "Ann");
  EXPECT_EQ(objects->Property("subject"), "");
  EXPECT_EQ(objects->calculation.mode, "manual");
  EXPECT_TRUE(objects->calculation.iterate);
  EXPECT_EQ(objects->calculation.iterate_count, 5u);
  EXPECT_TRUE(objects->calculation.full_calc_on_load);
  EXPECT_TRUE(objects->protection.structure);
  EXPECT_TRUE(objects->protection.password);
  EXPECT_TRUE(objects->protection.read_only_recommended);
  EXPECT_EQ(objects->protection.reserved_by, "Ann");
  EXPECT_FALSE(objects->protection.write_password);
  EXPECT_EQ(objects->active_sheet, 2);
  EXPECT_EQ(objects->theme, "Office");
  EXPECT_THAT(objects->custom_xml, ElementsAre("mashup"));
  EXPECT_TRUE(objects->power_query);
  ASSERT_EQ(objects->connections.size(), 2u);
  EXPECT_EQ(objects->connections[0].type, "oledb");
  EXPECT_EQ(objects->connections[0].source, "Provider=X;Password=***;Data Source=y");
  EXPECT_EQ(objects->connections[0].command, "SELECT 1");
  EXPECT_TRUE(objects->connections[0].saves_password);
  EXPECT_EQ(objects->connections[1].type, "web");
  EXPECT_EQ(objects->connections[1].source, "https://example.com");
}

TEST(WorkbookObjectsTest, APlainWorkbookHasNothing) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>");
  ASSERT_OK_AND_ASSIGN(const auto objects, Load(package));
  EXPECT_THAT(objects->external_links, IsEmpty());
  EXPECT_THAT(objects->properties, IsEmpty());
  EXPECT_EQ(objects->calculation.mode, "auto");
  EXPECT_FALSE(objects->protection.structure);
  EXPECT_GE(objects->memory_bytes(), sizeof(WorkbookObjects));
}

TEST(WorkbookObjectsTest, ADamagedPartIsAnError) {
  ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Relate("xl/workbook.xml", {{"c", "connections", "connections.xml"}})
      .Part("xl/connections.xml", "<connections><connection>");
  EXPECT_THAT(Load(package), HasReason(ErrorReason::kFileCorrupt));
}

TEST(WithoutPasswordsTest, KeepsAllButTheSecret) {
  EXPECT_EQ(WithoutPasswords("DSN=a;PWD=b;UID=c"), "DSN=a;PWD=***;UID=c");
  EXPECT_EQ(WithoutPasswords("Jet OLEDB:Database Password=\"x;y\";Mode=r"),
            "Jet OLEDB:Database Password=***;Mode=r");
  EXPECT_EQ(WithoutPasswords("Provider=MSOLAP;Location='a;b';"), "Provider=MSOLAP;Location='a;b';");
  EXPECT_EQ(WithoutPasswords(""), "");
}

}  // namespace
}  // namespace sheetgate::spreadsheet

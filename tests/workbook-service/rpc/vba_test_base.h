// Workbooks with macros for the tests of the VBA handlers.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_VBA_TEST_BASE_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_VBA_TEST_BASE_H_

#include <string>
#include <string_view>

#include "tests/spreadsheet/testing/object_package.h"
#include "tests/spreadsheet/testing/vba_builder.h"

namespace sheetgate::workbook {

// A workbook with this vbaProject.bin.
inline std::string WorkbookWithVba(std::string_view project) {
  tests::ObjectPackage package;
  package.Sheet("Data", "<sheetData/>")
      .Relate("xl/workbook.xml", {{"v", "vbaProject", "vbaProject.bin"}})
      .Part("xl/vbaProject.bin", project, "application/vnd.ms-office.vbaProject");
  return *package.Build();
}

// Module1 with the procedures Go and Price in five lines, and the document module Sheet1.
inline std::string SampleVba() {
  return tests::VbaBuilder()
      .Module("Module1",
              "Attribute VB_Name = \"Module1\"\r\nSub Go()\r\nEnd Sub\r\nFunction Price()\r\nEnd "
              "Function\r\n")
      .Module("Sheet1", "Attribute VB_Name = \"Sheet1\"", /*other=*/true)
      .Line("Document=Sheet1/&H00000000")
      .Build();
}

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_RPC_VBA_TEST_BASE_H_

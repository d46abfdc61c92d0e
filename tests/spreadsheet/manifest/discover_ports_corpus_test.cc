// What is found in real workbooks binds to the same cells, without errors.
#include <gtest/gtest.h>

#include <cstdint>

#include "spreadsheet/manifest/bind_manifest.h"
#include "spreadsheet/manifest/discover_ports.h"
#include "tests/spreadsheet/testing/corpus_workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

TEST(DiscoverPortsCorpusTest, WhatIsFoundIsAValidManifest) {
  int64_t inputs = 0, outputs = 0;
  tests::ForEachWorkbook([&](const tests::OpenedFile& file) {
    const auto found = DiscoverPorts(*file.workbook, {});
    ASSERT_THAT(found, tests::IsOk()) << file.name;
    Manifest manifest;
    for (const FoundPort& port : (*found)->ports) {
      manifest.ports.push_back(port.port);
      ++(port.port.is_input() ? inputs : outputs);
    }
    const auto bound = BindManifest(*file.workbook, manifest, {});
    ASSERT_THAT(bound, tests::IsOk()) << file.name;
    for (const ManifestProblem& problem : bound->problems) {
      EXPECT_NE(problem.severity, Severity::kError)
          << file.name << ": " << problem.port << " " << problem.message;
    }
    if (bound->ports.size() != manifest.ports.size()) return;
    for (size_t i = 0; i < manifest.ports.size(); ++i) {
      EXPECT_EQ(bound->ports[i].cells, (*found)->ports[i].cells)
          << file.name << ": " << manifest.ports[i].name;
    }
  });
  EXPECT_GT(inputs, 500);
  EXPECT_GT(outputs, 500);
}

}  // namespace
}  // namespace sheetgate::spreadsheet

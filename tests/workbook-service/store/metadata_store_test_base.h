// What the tests of the metadata store share: both backends, and rows to put into them.
#ifndef SHEETGATE_TESTS_WORKBOOK_SERVICE_STORE_METADATA_STORE_TEST_BASE_H_
#define SHEETGATE_TESTS_WORKBOOK_SERVICE_STORE_METADATA_STORE_TEST_BASE_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "tests/workbook-service/testing/memory_metadata_store.h"
#include "tests/workbook-service/testing/temporary_directory.h"
#include "workbook-service/store/metadata_store.h"
#include "workbook-service/store/sqlite_metadata_store.h"

namespace sheetgate::workbook {

inline const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// A fork of a file at `revision`, until kNow + 1 h.
inline MetadataStore::NewFork ForkOf(const std::string& id,
                                     const std::string& revision = "rev-base",
                                     const std::string& owner = "ann") {
  return {.workbook = {.id = id,
                       .base_workbook_id = "wb-1",
                       .base_path = "a/b.xlsx",
                       .base_sha256 = "aa",
                       .base_revision = revision,
                       .head = revision,
                       .owner = owner,
                       .label = "try",
                       .created_at = kNow,
                       .last_used_at = kNow,
                       .expires_at = kNow + absl::Hours(1)},
          .import = RevisionRow{.id = revision,
                                .package = PackageRef{"blob-" + revision, 7},
                                .created_at = kNow,
                                .principal = owner},
          .max_per_owner = 10,
          .result = "forked " + id};
}

inline MetadataStore::NewRevision EditOf(const std::string& fork, const std::string& head,
                                         const std::string& revision) {
  return {.workbook_id = fork,
          .expected_head = head,
          .revision = {.id = revision,
                       .parent = head,
                       .workbook_id = fork,
                       .kind = RevisionKind::kEdit,
                       .operations = std::string("op\0s", 4),
                       .replay_revisions = 1,
                       .replay_operations = 3,
                       .stale_values = true,
                       .created_at = kNow + absl::Minutes(1),
                       .principal = "ann"},
          .expires_at = kNow + absl::Hours(2),
          .result = "made " + revision};
}

struct Backend {
  std::string name;
  std::function<std::unique_ptr<MetadataStore>(const std::string& path)> open;
};

// Every backend has to pass the same tests.
inline auto MetadataBackends() {
  return ::testing::Values(
      Backend{"Memory",
              [](const std::string&) -> std::unique_ptr<MetadataStore> {
                return std::make_unique<tests::MemoryMetadataStore>();
              }},
      Backend{"Sqlite", [](const std::string& path) -> std::unique_ptr<MetadataStore> {
                return SqliteMetadataStore::Open(path).value();
              }});
}
inline std::string BackendName(const ::testing::TestParamInfo<Backend>& info) {
  return info.param.name;
}

class MetadataStoreTest : public ::testing::TestWithParam<Backend> {
 protected:
  MetadataStoreTest() : store_(GetParam().open(directory_ / "metadata.db")) {}
  tests::TemporaryDirectory directory_;
  std::unique_ptr<MetadataStore> store_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_TESTS_WORKBOOK_SERVICE_STORE_METADATA_STORE_TEST_BASE_H_

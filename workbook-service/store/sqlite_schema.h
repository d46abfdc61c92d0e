// The tables of the SQLite metadata store, and how older ones become newer ones.
//
// A version is never changed once released: what comes next is one more step.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_SCHEMA_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_SCHEMA_H_

#include <cstdint>

#include "absl/status/status.h"

#include "workbook-service/store/sqlite.h"

namespace sheetgate::workbook {

inline constexpr int64_t kSchemaVersion = 2;

// Brings a database, empty or of an older version, to version `to`: each step is one transaction.
// FAILED_PRECONDITION (`STORAGE_FAILED`) when a newer program wrote it.
absl::Status MigrateSchema(SqliteDatabase& database, int64_t to = kSchemaVersion);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_SCHEMA_H_

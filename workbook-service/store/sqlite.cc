#include "workbook-service/store/sqlite.h"

#include <utility>

#include <sqlite3.h>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"

namespace sheetgate::workbook {
namespace {

absl::Status SqliteError(sqlite3* database, int code) {
  const bool may_pass = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_FULL;
  return platform::Error(
      may_pass ? absl::StatusCode::kUnavailable : absl::StatusCode::kInternal,
      platform::ErrorReason::kStorageFailed,
      platform::StrCat(
          "metadata store: ", sqlite3_errstr(code),
          database == nullptr ? "" : platform::StrCat(" (", sqlite3_errmsg(database), ")")));
}

}  // namespace

Statement::Statement(sqlite3* database, sqlite3_stmt* statement)
    : database_(database), statement_(statement) {}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      next_parameter_(other.next_parameter_),
      bind_error_(other.bind_error_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Statement& Statement::Bind(std::string_view text) {
  bind_error_ |= sqlite3_bind_text64(statement_, next_parameter_++, text.data(), text.size(),
                                     SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::Bind(int64_t number) {
  bind_error_ |= sqlite3_bind_int64(statement_, next_parameter_++, number);
  return *this;
}

Statement& Statement::BindBlob(std::string_view bytes) {
  bind_error_ |= sqlite3_bind_blob64(statement_, next_parameter_++,
                                     bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                                     SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::BindNull() {
  bind_error_ |= sqlite3_bind_null(statement_, next_parameter_++);
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  if (bind_error_ != SQLITE_OK) return SqliteError(database_, sqlite3_errcode(database_));
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return SqliteError(database_, code);
}

absl::Status Statement::Run() { return Step().status(); }

std::string Statement::Text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string()
                          : std::string(static_cast<const char*>(bytes), static_cast<size_t>(size));
}

int64_t Statement::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &handle,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(handle));
  if (code != SQLITE_OK) return platform::Annotate(SqliteError(handle, code), path);
  // A WAL commit with synchronous=FULL is on the device before COMMIT returns
  // (https://www.sqlite.org/pragma.html#pragma_synchronous).
  if (absl::Status status = database->Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                                              "PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;");
      !status.ok()) {
    return platform::Annotate(std::move(status), path);
  }
  return database;
}

SqliteDatabase::~SqliteDatabase() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

absl::StatusOr<Statement> SqliteDatabase::Prepare(std::string_view sql) {
  sqlite3_stmt*& statement = statements_[std::string(sql)];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return SqliteError(database_, code);
  }
  return Statement(database_, statement);
}

absl::Status SqliteDatabase::Execute(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(database_, code);
}

absl::Status SqliteDatabase::Transaction(absl::FunctionRef<absl::Status()> body,
                                         Durability durability) {
  if (durability == Durability::kAtOnce) return RunTransaction(body);
  // In WAL mode NORMAL writes the log without syncing it; the sync of a later commit covers the
  // whole log (https://www.sqlite.org/pragma.html#pragma_synchronous).
  RETURN_IF_ERROR(Execute("PRAGMA synchronous=NORMAL"));
  absl::Status status = RunTransaction(body);
  if (absl::Status restored = Execute("PRAGMA synchronous=FULL"); status.ok()) return restored;
  return status;
}

absl::Status SqliteDatabase::RunTransaction(absl::FunctionRef<absl::Status()> body) {
  RETURN_IF_ERROR(Execute("BEGIN IMMEDIATE"));
  absl::Status status = body();
  if (status.ok()) status = Execute("COMMIT");
  // A failed COMMIT (no space, for example) may have rolled back already.
  if (!status.ok() && sqlite3_get_autocommit(database_) == 0) {
    if (absl::Status rollback = Execute("ROLLBACK"); !rollback.ok()) return rollback;
  }
  return status;
}

int64_t SqliteDatabase::Changes() const { return sqlite3_changes64(database_); }

}  // namespace sheetgate::workbook

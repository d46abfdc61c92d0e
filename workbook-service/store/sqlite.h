// A thin layer over SQLite (https://www.sqlite.org/c3ref/intro.html): connections and prepared
// statements that clean up after themselves, errors as statuses. Not thread-safe: callers lock.
//
//   ASSIGN_OR_RETURN(Statement query, database.Prepare("SELECT head FROM workbooks WHERE id = ?"));
//   query.Bind(id);
//   ASSIGN_OR_RETURN(const bool found, query.Step());
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sheetgate::workbook {

// One use of a prepared statement; reset when destroyed.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds the next parameter, from the first to the last. The bytes are copied.
  Statement& Bind(std::string_view text);
  Statement& Bind(int64_t number);
  Statement& BindBlob(std::string_view bytes);
  Statement& BindNull();

  // True: there is a row. False: done.
  absl::StatusOr<bool> Step();
  // For statements without rows.
  absl::Status Run();

  // Columns of the current row, from 0. NULL reads as empty, 0.
  std::string Text(int column) const;
  int64_t Integer(int column) const;
  bool IsNull(int column) const;

 private:
  friend class SqliteDatabase;
  Statement(sqlite3* database, sqlite3_stmt* statement);
  sqlite3* database_;
  sqlite3_stmt* statement_;
  int next_parameter_ = 1;
  int bind_error_ = 0;
};

// When a committed transaction is on the device.
enum class Durability {
  kAtOnce,  // when Transaction returns
  // At the latest with the next transaction that is kAtOnce; until then it survives the end of the
  // process, but not that of the machine. No wait for the device.
  kWithNext,
};

class SqliteDatabase {
 public:
  // Opens or creates the file, in WAL mode with synchronous=FULL and foreign keys on.
  static absl::StatusOr<std::unique_ptr<SqliteDatabase>> Open(const std::string& path);
  ~SqliteDatabase();

  // Compiled once for each text. A statement must be gone before the same text is prepared again.
  absl::StatusOr<Statement> Prepare(std::string_view sql);
  // Runs statements without parameters and rows.
  absl::Status Execute(const char* sql);
  // Runs `body` in an immediate transaction: committed when it returns OK, else rolled back.
  absl::Status Transaction(absl::FunctionRef<absl::Status()> body,
                           Durability durability = Durability::kAtOnce);
  // Rows the last statement changed.
  int64_t Changes() const;

 private:
  absl::Status RunTransaction(absl::FunctionRef<absl::Status()> body);
  explicit SqliteDatabase(sqlite3* database) : database_(database) {}
  sqlite3* database_;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_SQLITE_H_

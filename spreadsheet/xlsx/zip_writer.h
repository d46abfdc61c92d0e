// Writing zip archives: new members, members copied from another archive, and the central
// directory.
//
// Deterministic: nothing depends on the clock, the machine or the order of pointers. zip64 fields
// appear when a value does not fit, or where they stood before.
#ifndef SHEETGATE_SPREADSHEET_XLSX_ZIP_WRITER_H_
#define SHEETGATE_SPREADSHEET_XLSX_ZIP_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/byte_sink.h"
#include "spreadsheet/xlsx/deflate.h"
#include "spreadsheet/xlsx/zip_directory.h"

namespace sheetgate::spreadsheet {

// What a central directory record says of sizes and place.
struct MemberPlacement {
  uint64_t compressed_size = 0;
  uint64_t inflated_size = 0;
  uint64_t local_offset = 0;
};

// `record` (a whole central record) with new sizes and offset. Its zip64 field keeps the values it
// had room for, gains those that no longer fit, and appears when it is first needed; all else
// stays.
std::string RewriteCentralRecord(std::string_view record, const MemberPlacement& placement);

// Writes the contents of a part, piece by piece; OK, or why it cannot.
using PartProducer = absl::FunctionRef<absl::Status(ByteSink*)>;
// Appends the contents of a part, deflated, to a string, and says what they are.
using DeflatedProducer = absl::FunctionRef<absl::StatusOr<DeflatedContents>(std::string*)>;

// What `produce` writes, deflated by a stream and appended to `out`.
absl::StatusOr<DeflatedContents> DeflateStream(PartProducer produce, std::string* out);

// Contents are deflated at level 6, and stored where that does not make them smaller; those of
// kStreamedSize and more by a stream (deflate.h), which keeps a large edit fast.
class ZipWriter {
 public:
  static constexpr uint64_t kStreamedSize = uint64_t{256} << 10;

  // The archive is collected in memory.
  ZipWriter() = default;
  // Members go to `out`, which must outlive the writer, when they are complete.
  explicit ZipWriter(ByteSink* out) : out_(out) {}

  // Makes room for an archive of this size.
  void Reserve(uint64_t size) { archive_.reserve(size); }
  // Appends the local header, data and descriptor of `member` of the archive `source`, and its
  // record, unchanged but for the offset.
  void Copy(std::string_view source, const ZipMember& member);
  // The same member with new contents: its name, time and attributes stay.
  void Replace(std::string_view source, const ZipMember& member, std::string_view content);
  // The same for contents of about `expected_size` bytes that are made on the way; only those of a
  // small part are ever held. When `produce` fails, so does the writer.
  void Replace(std::string_view source, const ZipMember& member, uint64_t expected_size,
               PartProducer produce);
  // The same for contents the caller deflates.
  void ReplaceDeflated(std::string_view source, const ZipMember& member, uint64_t expected_size,
                       DeflatedProducer produce);
  // A new member of 1980-01-01, the first date zip knows.
  void Add(std::string_view name, std::string_view content);

  // Members so far; the next one gets this place in the directory.
  size_t members() const { return records_.size(); }
  // Gives the member written last another, earlier place in the directory.
  void MoveLastTo(size_t place);

  // OK, or the first error of a producer or the sink; RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) for
  // contents that grew far beyond what was expected. What is written after an error is lost.
  const absl::Status& status() const { return status_; }
  // The archive, or, when members went to a sink, nothing: the rest of it has gone there too. Call
  // once, last; then look at status(). `zip64`: write the zip64 end record also when it is not
  // needed.
  std::string Finish(std::string_view comment, bool zip64);

  uint64_t size() const { return handed_out_ + archive_.size(); }

 private:
  // Appends local header and data; `record` is the member's central record before it got its new
  // values.
  void Write(std::string record, std::string_view content);
  void WriteStream(std::string record, uint64_t expected_size, PartProducer produce);
  void WriteDeflated(std::string record, uint64_t expected_size, DeflatedProducer produce);
  void Fail(absl::Status status);
  // Gives the sink, if there is one, what is complete.
  void HandOut();

  ByteSink* out_ = nullptr;
  std::string archive_;
  uint64_t handed_out_ = 0;           // bytes of the archive that are no longer in archive_
  std::vector<std::string> records_;  // of the central directory
  absl::Status status_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_ZIP_WRITER_H_

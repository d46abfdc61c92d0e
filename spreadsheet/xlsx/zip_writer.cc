// Records are patched bytes, not re-encoded structures: what is not understood stays.
#include "spreadsheet/xlsx/zip_writer.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/zip_format.h"

namespace sheetgate::spreadsheet {
namespace {

using zip::Append;
using zip::Get16;
using zip::Get32;

constexpr uint16_t kVersionDeflate = 20;
constexpr uint16_t kVersionZip64 = 45;
constexpr uint16_t kFirstDosDate = (1 << 5) | 1;  // 1980-01-01

template <typename Integer>
void Put(Integer value, size_t offset, std::string* bytes) {
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    (*bytes)[offset + i] = static_cast<char>(value >> (8 * i));
  }
}

uint32_t Narrow(uint64_t value, bool wide) {
  return wide ? zip::kSaturated32 : static_cast<uint32_t>(value);
}

// A zip64 extra field with `values`; empty when there are none.
std::string Zip64Extra(const std::vector<uint64_t>& values) {
  std::string field;
  if (values.empty()) return field;
  Append<uint16_t>(zip::kZip64Extra, &field);
  Append(static_cast<uint16_t>(values.size() * 8), &field);
  for (const uint64_t value : values) Append(value, &field);
  return field;
}

// `extra` with its zip64 field replaced by `zip64` in place, or `zip64` put first when it had none.
std::string ReplaceZip64Extra(std::string_view extra, std::string_view zip64) {
  std::string before, after(extra);
  for (size_t at = 0; at + 4 <= extra.size();) {
    const size_t size = 4 + Get16(extra, at + 2);
    if (Get16(extra, at) == zip::kZip64Extra && size <= extra.size() - at) {
      before = extra.substr(0, at);
      after = extra.substr(at + size);
      break;
    }
    at += size;
  }
  return before.append(zip64).append(after);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Prepares a central record for new contents.
void Reset(uint16_t method, std::string* record) {
  // Sizes will stand in the header: no descriptor. Deflate's level bits say nothing either.
  Put(static_cast<uint16_t>(Get16(*record, 8) & zip::kFlagUtf8), 8, record);
  Put(method, 10, record);
  // The old zip64 field says nothing of the new contents; RewriteCentralRecord makes one if need
  // be.
  for (const size_t field : {20, 24, 42}) Put(uint32_t{0}, field, record);
  Put(kVersionDeflate, 6, record);
}

// The local header for a member with this central record. `wide`: sizes stand in a zip64 field,
// whether they need it or not.
std::string LocalHeader(std::string_view record, const MemberPlacement& placement, bool wide) {
  const std::string extra =
      wide ? Zip64Extra({placement.inflated_size, placement.compressed_size}) : std::string();
  const size_t name_size = Get16(record, 28);
  std::string header;
  Append(zip::kLocalHeader, &header);
  Append(wide ? kVersionZip64 : kVersionDeflate, &header);
  // Flags, method, time, date, checksum: the same order as in the record.
  header.append(record, 8, 12);
  Append(Narrow(placement.compressed_size, wide), &header);
  Append(Narrow(placement.inflated_size, wide), &header);
  Append(static_cast<uint16_t>(name_size), &header);
  Append(static_cast<uint16_t>(extra.size()), &header);
  header.append(record, zip::kCentralRecordSize, name_size).append(extra);
  return header;
}

// Deflates what it is given, counts it and sums it up.
class DeflatingSink : public ByteSink {
 public:
  explicit DeflatingSink(std::string* out) : deflater_(out) {}

  absl::Status Append(std::string_view bytes) override {
    contents_.size += bytes.size();
    contents_.crc = Crc32(bytes, contents_.crc);
    deflater_.Append(bytes);
    return absl::OkStatus();
  }
  DeflatedContents Finish() {
    deflater_.Finish();
    return contents_;
  }

 private:
  StreamDeflater deflater_;
  DeflatedContents contents_;
};

}  // namespace

std::string RewriteCentralRecord(std::string_view record, const MemberPlacement& placement) {
  const auto wide = [&](size_t field, uint64_t value) {
    return Get32(record, field) == zip::kSaturated32 || value >= zip::kSaturated32;
  };
  // The order of the values in the zip64 field is fixed: inflated, compressed, offset.
  const bool wide_inflated = wide(24, placement.inflated_size);
  const bool wide_compressed = wide(20, placement.compressed_size);
  const bool wide_offset = wide(42, placement.local_offset);
  std::vector<uint64_t> values;
  if (wide_inflated) values.push_back(placement.inflated_size);
  if (wide_compressed) values.push_back(placement.compressed_size);
  if (wide_offset) values.push_back(placement.local_offset);

  const size_t name_size = Get16(record, 28), extra_size = Get16(record, 30);
  const size_t extra_at = zip::kCentralRecordSize + name_size;
  const std::string extra =
      ReplaceZip64Extra(record.substr(extra_at, extra_size), Zip64Extra(values));
  std::string rewritten(record.substr(0, extra_at));
  rewritten.append(extra).append(record.substr(extra_at + extra_size));
  Put(static_cast<uint16_t>(extra.size()), 30, &rewritten);
  Put(Narrow(placement.compressed_size, wide_compressed), 20, &rewritten);
  Put(Narrow(placement.inflated_size, wide_inflated), 24, &rewritten);
  Put(Narrow(placement.local_offset, wide_offset), 42, &rewritten);
  if (!values.empty()) Put(std::max(Get16(record, 6), kVersionZip64), 6, &rewritten);
  return rewritten;
}

absl::StatusOr<DeflatedContents> DeflateStream(PartProducer produce, std::string* out) {
  DeflatingSink sink(out);
  RETURN_IF_ERROR(produce(&sink));
  return sink.Finish();
}

void ZipWriter::Copy(std::string_view source, const ZipMember& member) {
  if (!status_.ok()) return;
  records_.push_back(RewriteCentralRecord(member.record.In(source),
                                          {member.data.size(), member.inflated_size, size()}));
  const std::string_view stored = member.stored.In(source);
  if (out_ == nullptr) {
    archive_.append(stored);
  } else {
    Fail(out_->Append(stored));
    handed_out_ += stored.size();
  }
}

void ZipWriter::Replace(std::string_view source, const ZipMember& member,
                        std::string_view content) {
  Write(std::string(member.record.In(source)), content);
}

void ZipWriter::Replace(std::string_view source, const ZipMember& member, uint64_t expected_size,
                        PartProducer produce) {
  if (expected_size >= kStreamedSize) {
    WriteStream(std::string(member.record.In(source)), expected_size, produce);
    return;
  }
  std::string content;
  StringSink sink(&content);
  Fail(produce(&sink));
  Replace(source, member, content);
}

void ZipWriter::ReplaceDeflated(std::string_view source, const ZipMember& member,
                                uint64_t expected_size, DeflatedProducer produce) {
  WriteDeflated(std::string(member.record.In(source)), expected_size, produce);
}

void ZipWriter::Add(std::string_view name, std::string_view content) {
  std::string record;
  Append(zip::kCentralRecord, &record);
  Append(kVersionDeflate, &record);  // made by: MS-DOS, so that the attributes mean nothing
  Append(kVersionDeflate, &record);
  Append(IsAscii(name) ? uint16_t{0} : zip::kFlagUtf8, &record);
  Append(zip::kDeflated, &record);
  Append<uint16_t>(0, &record);  // time
  Append(kFirstDosDate, &record);
  record.append(12, '\0');  // checksum and sizes, filled by Write
  Append(static_cast<uint16_t>(name.size()), &record);
  record.append(zip::kCentralRecordSize - record.size(), '\0');
  record += name;
  Write(std::move(record), content);
}

void ZipWriter::MoveLastTo(size_t place) {
  std::rotate(records_.begin() + static_cast<ptrdiff_t>(place), records_.end() - 1, records_.end());
}

void ZipWriter::Write(std::string record, std::string_view content) {
  if (!status_.ok()) return;
  if (content.size() >= kStreamedSize) {
    const auto produce = [&](ByteSink* sink) { return sink->Append(content); };
    WriteStream(std::move(record), content.size(), produce);
    return;
  }
  const std::string deflated = Deflate(content);
  const bool stored = deflated.size() >= content.size();
  const std::string_view data = stored ? content : std::string_view(deflated);
  Reset(stored ? zip::kStored : zip::kDeflated, &record);
  Put(Crc32(content), 16, &record);
  const MemberPlacement placement = {data.size(), content.size(), size()};
  archive_.append(LocalHeader(record, placement, /*wide=*/false)).append(data);
  records_.push_back(RewriteCentralRecord(record, placement));
  HandOut();
}

void ZipWriter::WriteStream(std::string record, uint64_t expected_size, PartProducer produce) {
  const auto deflate = [&](std::string* out) { return DeflateStream(produce, out); };
  WriteDeflated(std::move(record), expected_size, deflate);
}

void ZipWriter::WriteDeflated(std::string record, uint64_t expected_size,
                              DeflatedProducer produce) {
  if (!status_.ok()) return;
  Reset(zip::kDeflated, &record);
  // The header gets its values when they are known, but its size must be right now: parts double,
  // they do not grow without measure.
  const bool wide = expected_size >= zip::kSaturated32 / 2;
  MemberPlacement placement = {0, 0, size()};
  const size_t header_at = archive_.size();
  const size_t header_size = LocalHeader(record, placement, wide).size();
  archive_.append(header_size, '\0');

  absl::StatusOr<DeflatedContents> contents = produce(&archive_);
  if (!contents.ok()) return Fail(std::move(contents).status());
  placement.inflated_size = contents->size;
  placement.compressed_size = archive_.size() - header_at - header_size;
  if (!wide && std::max(placement.inflated_size, placement.compressed_size) >= zip::kSaturated32) {
    return Fail(PackageTooLarge(
        Concat("a part grew from about ", expected_size, " to ", placement.inflated_size, " bytes"),
        int64_t{zip::kSaturated32} - 1));
  }
  Put(contents->crc, 16, &record);
  archive_.replace(header_at, header_size, LocalHeader(record, placement, wide));
  records_.push_back(RewriteCentralRecord(record, placement));
  HandOut();
}

void ZipWriter::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

void ZipWriter::HandOut() {
  if (out_ == nullptr || !status_.ok()) return;
  Fail(out_->Append(archive_));
  handed_out_ += archive_.size();
  archive_.clear();
}

std::string ZipWriter::Finish(std::string_view comment, bool zip64) {
  const uint64_t offset = this->size(), members = records_.size();
  for (const std::string& record : records_) archive_ += record;
  const uint64_t size = this->size() - offset;
  const bool wide = zip64 || members >= zip::kSaturated16 || offset >= zip::kSaturated32 ||
                    size >= zip::kSaturated32;
  if (wide) {
    const uint64_t end64 = this->size();
    Append(zip::kEnd64, &archive_);
    Append<uint64_t>(zip::kEnd64Size - 12, &archive_);
    Append(kVersionZip64, &archive_);
    Append(kVersionZip64, &archive_);
    Append<uint32_t>(0, &archive_);
    Append<uint32_t>(0, &archive_);
    for (const uint64_t value : {members, members, size, offset}) Append(value, &archive_);
    Append(zip::kEnd64Locator, &archive_);
    Append<uint32_t>(0, &archive_);
    Append(end64, &archive_);
    Append<uint32_t>(1, &archive_);
  }
  const auto count = static_cast<uint16_t>(std::min<uint64_t>(members, zip::kSaturated16));
  Append(zip::kEnd, &archive_);
  Append<uint32_t>(0, &archive_);
  Append(count, &archive_);
  Append(count, &archive_);
  Append(Narrow(size, size >= zip::kSaturated32), &archive_);
  Append(Narrow(offset, offset >= zip::kSaturated32), &archive_);
  Append(static_cast<uint16_t>(comment.size()), &archive_);
  archive_ += comment;
  HandOut();
  return std::move(archive_);
}

}  // namespace sheetgate::spreadsheet

// Reading goes end record -> central directory -> local headers; each step checks what it was told
// by the one before.
#include "spreadsheet/xlsx/zip_directory.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <unordered_map>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/zip_format.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using zip::Get16;
using zip::Get32;
using zip::Get64;

// Where the central directory lies, from the end records.
struct DirectoryEnd {
  uint64_t entries = 0;
  ByteSpan directory;
  std::string_view comment;
  bool zip64 = false;
};

// The end record is the last thing in the file; some stores pad files with zero bytes, which do no
// harm.
std::optional<uint64_t> FindEndRecord(std::string_view bytes) {
  if (bytes.size() < zip::kEndSize) return std::nullopt;
  const size_t padded_end = bytes.find_last_not_of('\0') + 1;
  constexpr size_t kReach = zip::kEndSize + zip::kSaturated16;
  // Zero bytes may also be fields of the record itself or the end of its comment.
  const size_t last = std::min(padded_end, bytes.size() - zip::kEndSize);
  const size_t first = padded_end > kReach ? padded_end - kReach : 0;
  for (size_t at = last + 1; at-- > first;) {
    if (Get32(bytes, at) != zip::kEnd) continue;
    const uint64_t end = at + zip::kEndSize + Get16(bytes, at + 20);
    if (end >= padded_end && end <= bytes.size()) return at;
  }
  return std::nullopt;
}

absl::Status ReadEnd64(std::string_view bytes, uint64_t locator, DirectoryEnd* end) {
  const uint64_t at = Get64(bytes, locator + 8);
  if (Get32(bytes, locator + 4) != 0 || Get32(bytes, locator + 16) > 1) {
    return CorruptPackage(locator, "it is one volume of a split archive");
  }
  if (at > locator || locator - at < zip::kEnd64Size || Get32(bytes, at) != zip::kEnd64 ||
      Get64(bytes, at + 4) != locator - at - 12) {
    return CorruptPackage(locator, "the zip64 end record is not where it is said to be");
  }
  if (Get32(bytes, at + 16) != 0 || Get32(bytes, at + 20) != 0 ||
      Get64(bytes, at + 24) != Get64(bytes, at + 32)) {
    return CorruptPackage(at, "it is one volume of a split archive");
  }
  const auto agrees = [](uint64_t wide, uint64_t narrow, uint64_t saturated) {
    return narrow == saturated || narrow == wide;
  };
  const uint64_t size = Get64(bytes, at + 40), offset = Get64(bytes, at + 48);
  if (!agrees(Get64(bytes, at + 32), end->entries, zip::kSaturated16) ||
      !agrees(size, end->directory.size(), zip::kSaturated32) ||
      !agrees(offset, end->directory.begin, zip::kSaturated32)) {
    return CorruptPackage(at, "the two end records contradict each other");
  }
  if (offset > at || size != at - offset) {
    return CorruptPackage(at, "the central directory is not where it is said to be");
  }
  end->entries = Get64(bytes, at + 32);
  end->directory = {offset, at};
  end->zip64 = true;
  return absl::OkStatus();
}

absl::StatusOr<DirectoryEnd> ReadEnd(std::string_view bytes) {
  const std::optional<uint64_t> at = FindEndRecord(bytes);
  if (!at.has_value()) {
    return CorruptPackage(bytes.size(),
                          "the file ends without a zip end record, so it is cut off or incomplete");
  }
  if (Get16(bytes, *at + 4) != 0 || Get16(bytes, *at + 6) != 0 ||
      Get16(bytes, *at + 8) != Get16(bytes, *at + 10)) {
    return CorruptPackage(*at, "it is one volume of a split archive");
  }
  DirectoryEnd end;
  end.entries = Get16(bytes, *at + 10);
  const uint64_t size = Get32(bytes, *at + 12), offset = Get32(bytes, *at + 16);
  end.directory = {offset, offset + size};
  end.comment = bytes.substr(*at + zip::kEndSize, Get16(bytes, *at + 20));
  if (*at >= zip::kEnd64LocatorSize &&
      Get32(bytes, *at - zip::kEnd64LocatorSize) == zip::kEnd64Locator) {
    RETURN_IF_ERROR(ReadEnd64(bytes, *at - zip::kEnd64LocatorSize, &end));
  } else if (end.directory.end != *at) {
    return CorruptPackage(*at, "the central directory is not where the end record says");
  }
  return end;
}

// The body of the zip64 extra field; nullopt when there is none, an empty span beyond `extra` never
// occurs.
absl::StatusOr<std::optional<std::string_view>> Zip64Field(std::string_view extra,
                                                           uint64_t offset) {
  while (extra.size() >= 4) {
    const size_t size = Get16(extra, 2);
    if (size > extra.size() - 4) return CorruptPackage(offset, "an extra field is cut off");
    if (Get16(extra, 0) == zip::kZip64Extra) return extra.substr(4, size);
    extra.remove_prefix(4 + size);
  }
  // Up to three bytes of padding occur in files of real producers.
  return std::nullopt;
}

// Replaces the values that are saturated by those in the zip64 field, in their fixed order.
absl::Status WidenFromZip64(std::string_view extra, uint64_t offset,
                            std::initializer_list<uint64_t*> values) {
  ASSIGN_OR_RETURN(std::optional<std::string_view> field, Zip64Field(extra, offset));
  for (uint64_t* value : values) {
    if (*value != zip::kSaturated32) continue;
    if (!field.has_value()) continue;  // really 0xffffffff; the bounds checks decide
    if (field->size() < 8) return CorruptPackage(offset, "a zip64 field is too short");
    *value = Get64(*field, 0);
    field->remove_prefix(8);
  }
  return absl::OkStatus();
}

absl::Status CheckSizes(const ZipMember& member, uint64_t compressed, const XlsxLimits& limits) {
  if (member.method == zip::kStored) {
    if (compressed != member.inflated_size) {
      return CorruptPackage(member.record.begin,
                            Concat("the sizes of ", Quoted(member.name), " contradict each other"));
    }
  } else if (member.method != zip::kDeflated) {
    return platform::InvalidArgument(
        ErrorReason::kUnsupportedFormat,
        Concat("member ", Quoted(member.name), " is compressed by method ", member.method,
               ", but OOXML packages use only stored (0) and deflate (8); open the file in Excel "
               "and save it as .xlsx"),
        {{"part", member.name}});
  }
  constexpr uint64_t kFree = uint64_t{1} << 20;  // ratios of small parts say nothing
  if (member.inflated_size > kFree &&
      (member.inflated_size - kFree) / static_cast<uint64_t>(limits.max_ratio) > compressed) {
    return ZipBomb(member.name,
                   Concat("part ", Quoted(member.name), " inflates from ", compressed, " to ",
                          member.inflated_size, " bytes, more than ", limits.max_ratio, " to 1"));
  }
  if (member.inflated_size > static_cast<uint64_t>(limits.max_part_bytes)) {
    return ZipBomb(member.name,
                   Concat("part ", Quoted(member.name), " inflates to ", member.inflated_size,
                          " bytes, and the limit is ", limits.max_part_bytes));
  }
  return absl::OkStatus();
}

// Reads the central record at `at`; `*local` is the offset of its local header.
absl::StatusOr<ZipMember> ReadRecord(std::string_view bytes, uint64_t at, uint64_t directory_end,
                                     const XlsxLimits& limits, uint64_t* local) {
  if (directory_end - at < zip::kCentralRecordSize || Get32(bytes, at) != zip::kCentralRecord) {
    return CorruptPackage(at, "a record of the central directory was expected here");
  }
  const uint64_t name_size = Get16(bytes, at + 28);
  const uint64_t extra_size = Get16(bytes, at + 30);
  const uint64_t size = zip::kCentralRecordSize + name_size + extra_size + Get16(bytes, at + 32);
  if (size > directory_end - at) {
    return CorruptPackage(at, "a record of the central directory is cut off");
  }
  ZipMember member;
  member.record = {at, at + size};
  member.flags = Get16(bytes, at + 8);
  member.method = Get16(bytes, at + 10);
  member.crc = Get32(bytes, at + 16);
  uint64_t compressed = Get32(bytes, at + 20);
  member.inflated_size = Get32(bytes, at + 24);
  *local = Get32(bytes, at + 42);
  const std::string_view raw_name = bytes.substr(at + zip::kCentralRecordSize, name_size);
  absl::StatusOr<std::string> name = NormalizePartName(raw_name);
  if (!name.ok()) {
    return platform::WithMetadata(std::move(name).status(), "offset", std::to_string(at));
  }
  member.name = *std::move(name);
  member.is_part = member.name.back() != '/';
  if ((member.flags &
       (zip::kFlagEncrypted | zip::kFlagStrongEncryption | zip::kFlagMaskedDirectory)) != 0) {
    return platform::InvalidArgument(
        ErrorReason::kFileEncrypted,
        Concat("member ", Quoted(member.name),
               " is encrypted by a zip password; unpack it with the password and pack it without"),
        {{"part", member.name}});
  }
  RETURN_IF_ERROR(WidenFromZip64(bytes.substr(at + zip::kCentralRecordSize + name_size, extra_size),
                                 at, {&member.inflated_size, &compressed, local}));
  RETURN_IF_ERROR(CheckSizes(member, compressed, limits));
  member.data = {0, compressed};  // placed when the local header is read
  return member;
}

// The size of the data descriptor at `at`, in any of its four forms; nullopt when none agrees with
// the directory.
std::optional<uint64_t> DescriptorSize(std::string_view bytes, uint64_t at, uint64_t end,
                                       const ZipMember& member) {
  const auto matches = [&](uint64_t fields, bool wide) {
    const uint64_t size = wide ? 20 : 12;
    if (fields > end || end - fields < size || Get32(bytes, fields) != member.crc) return false;
    return wide ? Get64(bytes, fields + 4) == member.data.size() &&
                      Get64(bytes, fields + 12) == member.inflated_size
                : Get32(bytes, fields + 4) == member.data.size() &&
                      Get32(bytes, fields + 8) == member.inflated_size;
  };
  const bool signature = end - at >= 4 && Get32(bytes, at) == zip::kDescriptor;
  for (const uint64_t skipped : {uint64_t{4}, uint64_t{0}}) {
    if (skipped != 0 && !signature) continue;
    // The wide form first: the narrow one could match its front when both sizes are small.
    if (matches(at + skipped, /*wide=*/true)) return skipped + 20;
    if (matches(at + skipped, /*wide=*/false)) return skipped + 12;
  }
  return std::nullopt;
}

// Finds and checks what lies at the member's local header, up to `end` where the next member or the
// directory begins.
absl::Status ReadLocalHeader(std::string_view bytes, uint64_t at, uint64_t end, ZipMember* member) {
  const auto contradicts = [&](std::string_view field) {
    return CorruptPackage(at, Concat("the local header of ", Quoted(member->name),
                                     " contradicts the central directory in its ", field));
  };
  if (at > end || end - at < zip::kLocalHeaderSize || Get32(bytes, at) != zip::kLocalHeader) {
    return CorruptPackage(
        at, Concat("the local header of ", Quoted(member->name), " was expected here"));
  }
  const uint64_t name_size = Get16(bytes, at + 26), extra_size = Get16(bytes, at + 28);
  const uint64_t header = zip::kLocalHeaderSize + name_size + extra_size;
  const uint64_t compressed = member->data.size();
  if (header > end - at || compressed > end - at - header) {
    return CorruptPackage(at, Concat("member ", Quoted(member->name),
                                     " runs into what follows it or past the end of the file"));
  }
  const uint64_t record_name_size = Get16(bytes, member->record.begin + 28);
  if (bytes.substr(at + zip::kLocalHeaderSize, name_size) !=
      bytes.substr(member->record.begin + zip::kCentralRecordSize, record_name_size)) {
    return contradicts("name");
  }
  if (Get16(bytes, at + 8) != member->method) return contradicts("compression method");
  const uint16_t flags = Get16(bytes, at + 6);
  constexpr uint16_t kBinding = zip::kFlagEncrypted | zip::kFlagDescriptor;
  if ((flags & kBinding) != (member->flags & kBinding)) return contradicts("flags");

  member->data = {at + header, at + header + compressed};
  member->stored = {at, member->data.end};
  if ((flags & zip::kFlagDescriptor) != 0) {
    const std::optional<uint64_t> size = DescriptorSize(bytes, member->data.end, end, *member);
    if (!size.has_value()) {
      return CorruptPackage(member->data.end,
                            Concat("the data descriptor of ", Quoted(member->name),
                                   " is missing or contradicts the directory"));
    }
    member->stored.end += *size;
    return absl::OkStatus();
  }
  uint64_t local_compressed = Get32(bytes, at + 18), local_inflated = Get32(bytes, at + 22);
  RETURN_IF_ERROR(WidenFromZip64(bytes.substr(at + zip::kLocalHeaderSize + name_size, extra_size),
                                 at, {&local_inflated, &local_compressed}));
  if (Get32(bytes, at + 14) != member->crc) return contradicts("checksum");
  if (local_compressed != compressed || local_inflated != member->inflated_size) {
    return contradicts("sizes");
  }
  return absl::OkStatus();
}

// Two members may share a name (ignoring case, ECMA-376 part 2, 6.2.2.3) only when it does not
// matter which one is read.
absl::Status ResolveDuplicates(std::vector<ZipMember>* members) {
  std::unordered_map<std::string, const ZipMember*> first;
  for (ZipMember& member : *members) {
    if (!member.is_part) continue;
    const auto [known, inserted] = first.emplace(ToLowerAscii(member.name), &member);
    if (inserted) continue;
    if (known->second->crc != member.crc || known->second->inflated_size != member.inflated_size) {
      return CorruptPackage(member.record.begin,
                            Concat("there are two different parts named ", Quoted(member.name),
                                   ", and programs disagree which one counts"));
    }
    member.is_part = false;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> NormalizePartName(std::string_view raw) {
  const auto refuse = [&](std::string_view why) {
    return platform::Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt,
                           Concat("the package has a member named ", Quoted(raw), ", ", why,
                                  "; real workbooks have names such as 'xl/workbook.xml': get the "
                                  "file from a source you trust"));
  };
  if (raw.find('\0') != std::string_view::npos) return refuse("with a NUL character in it");
  std::string name(raw);
  std::replace(name.begin(), name.end(), '\\', '/');
  name.erase(0, name.find_first_not_of('/'));
  if (name.empty()) return refuse("which is no name");
  if (name.size() >= 2 && IsAsciiAlpha(name[0]) && name[1] == ':') {
    return refuse("an absolute path");
  }
  for (size_t begin = 0; begin <= name.size();) {
    const size_t end = std::min(name.find('/', begin), name.size());
    if (std::string_view(name).substr(begin, end - begin) == "..") {
      return refuse("which leads out of the package");
    }
    begin = end + 1;
  }
  return name;
}

absl::StatusOr<ZipDirectory> ReadZipDirectory(std::string_view bytes, const XlsxLimits& limits,
                                              const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const DirectoryEnd end, ReadEnd(bytes));
  if (end.entries == 0) {
    return platform::InvalidArgument(
        ErrorReason::kNotAWorkbook,
        "the file is an empty zip archive, not a workbook; give an .xlsx or .xlsm file");
  }
  if (end.entries > static_cast<uint64_t>(limits.max_parts)) {
    return PackageTooLarge(
        Concat("the package has ", end.entries, " parts, and the limit is ", limits.max_parts),
        limits.max_parts);
  }
  ZipDirectory directory;
  directory.comment = end.comment;
  directory.zip64 = end.zip64;
  directory.members.reserve(end.entries);
  std::vector<uint64_t> local_offsets;
  uint64_t at = end.directory.begin, inflated = 0;
  for (uint64_t i = 0; i < end.entries; ++i) {
    if (i % 1024 == 0) RETURN_IF_ERROR(cancellation.Check());
    uint64_t local = 0;
    ASSIGN_OR_RETURN(ZipMember member, ReadRecord(bytes, at, end.directory.end, limits, &local));
    at = member.record.end;
    inflated += member.inflated_size;
    if (inflated > static_cast<uint64_t>(limits.max_inflated_bytes)) {
      return ZipBomb("", Concat("the package inflates to more than ", limits.max_inflated_bytes,
                                " bytes, the limit"));
    }
    local_offsets.push_back(local);
    directory.members.push_back(std::move(member));
  }
  if (at != end.directory.end) {
    return CorruptPackage(at, "the central directory has more records than the end record says");
  }

  // Each member must end before the next one in the file begins.
  std::vector<size_t> by_offset(directory.members.size());
  std::iota(by_offset.begin(), by_offset.end(), size_t{0});
  std::sort(by_offset.begin(), by_offset.end(),
            [&](size_t a, size_t b) { return local_offsets[a] < local_offsets[b]; });
  for (size_t i = 0; i < by_offset.size(); ++i) {
    const uint64_t next =
        i + 1 < by_offset.size() ? local_offsets[by_offset[i + 1]] : end.directory.begin;
    RETURN_IF_ERROR(ReadLocalHeader(bytes, local_offsets[by_offset[i]],
                                    std::min(next, end.directory.begin),
                                    &directory.members[by_offset[i]]));
  }
  RETURN_IF_ERROR(ResolveDuplicates(&directory.members));
  return directory;
}

}  // namespace sheetgate::spreadsheet

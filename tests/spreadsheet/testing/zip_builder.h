// Zip archives for tests: an honest builder, whose bytes a test may then falsify, and a small
// reader that shares no code with the one under test.
//
//   const BuiltZip zip = ZipBuilder().Add("a.xml", "<a/>").Build();
//   std::string bytes = zip.bytes;
//   Patch32(zip.members[0].record + 16, 0, &bytes);  // a wrong checksum in the directory
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_ZIP_BUILDER_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_ZIP_BUILDER_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "spreadsheet/xlsx/deflate.h"

namespace sheetgate::tests {

template <typename Integer>
void AppendLittleEndian(Integer value, std::string* out) {
  for (size_t i = 0; i < sizeof(Integer); ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}
inline void Patch16(size_t at, uint16_t value, std::string* bytes) {
  std::memcpy(bytes->data() + at, &value, sizeof(value));
}
inline void Patch32(size_t at, uint32_t value, std::string* bytes) {
  std::memcpy(bytes->data() + at, &value, sizeof(value));
}

// How a member is written.
struct ZipOptions {
  bool deflate = true;
  // A data descriptor after the data: none, 12 bytes, 16 with signature, 24 with signature and
  // 64-bit sizes.
  int descriptor = 0;
  // Sizes in zip64 extra fields.
  bool zip64 = false;
  uint16_t flags = 0;  // besides the descriptor's
  uint16_t time = 0x6000, date = 0x5a21;
};

struct BuiltZip {
  std::string bytes;
  struct Member {
    size_t local = 0;   // offset of the local header
    size_t data = 0;    // of the compressed bytes
    size_t record = 0;  // of the central record
  };
  std::vector<Member> members;
  size_t directory = 0;
  size_t end = 0;  // offset of the end record
};

class ZipBuilder {
 public:
  ZipBuilder& Add(std::string_view name, std::string_view content, const ZipOptions& options = {}) {
    entries_.push_back({std::string(name), std::string(content), options});
    return *this;
  }
  ZipBuilder& Comment(std::string_view comment) {
    comment_ = comment;
    return *this;
  }
  // The archive ends with a zip64 end record.
  ZipBuilder& Zip64End() {
    zip64_end_ = true;
    return *this;
  }

  BuiltZip Build() const {
    BuiltZip zip;
    std::string& out = zip.bytes;
    std::string directory;
    std::vector<size_t> records;
    for (const Entry& entry : entries_) {
      const ZipOptions& options = entry.options;
      const std::string data =
          options.deflate ? spreadsheet::Deflate(entry.content) : entry.content;
      const uint32_t crc = spreadsheet::Crc32(entry.content);
      const uint16_t flags = options.flags | (options.descriptor != 0 ? 8 : 0);
      const bool late = options.descriptor != 0;
      std::string sizes64;
      if (options.zip64) {
        AppendLittleEndian<uint16_t>(1, &sizes64);
        AppendLittleEndian<uint16_t>(16, &sizes64);
        AppendLittleEndian<uint64_t>(entry.content.size(), &sizes64);
        AppendLittleEndian<uint64_t>(data.size(), &sizes64);
      }
      const auto narrow = [&](size_t size) {
        return options.zip64 ? 0xffffffff : static_cast<uint32_t>(size);
      };
      const auto append_shared = [&](bool local, std::string* header) {
        AppendLittleEndian<uint16_t>(options.zip64 ? 45 : 20, header);
        AppendLittleEndian<uint16_t>(flags, header);
        AppendLittleEndian<uint16_t>(options.deflate ? 8 : 0, header);
        AppendLittleEndian<uint16_t>(options.time, header);
        AppendLittleEndian<uint16_t>(options.date, header);
        AppendLittleEndian<uint32_t>(local && late ? 0 : crc, header);
        AppendLittleEndian<uint32_t>(local && late ? 0 : narrow(data.size()), header);
        AppendLittleEndian<uint32_t>(local && late ? 0 : narrow(entry.content.size()), header);
        AppendLittleEndian<uint16_t>(entry.name.size(), header);
        AppendLittleEndian<uint16_t>(sizes64.size(), header);
      };
      BuiltZip::Member member;
      member.local = out.size();
      AppendLittleEndian<uint32_t>(0x04034b50, &out);
      append_shared(/*local=*/true, &out);
      out += entry.name + sizes64;
      member.data = out.size();
      out += data;
      if (options.descriptor != 0) {
        if (options.descriptor != 12) AppendLittleEndian<uint32_t>(0x08074b50, &out);
        AppendLittleEndian<uint32_t>(crc, &out);
        if (options.descriptor == 24) {
          AppendLittleEndian<uint64_t>(data.size(), &out);
          AppendLittleEndian<uint64_t>(entry.content.size(), &out);
        } else {
          AppendLittleEndian<uint32_t>(data.size(), &out);
          AppendLittleEndian<uint32_t>(entry.content.size(), &out);
        }
      }
      records.push_back(directory.size());
      AppendLittleEndian<uint32_t>(0x02014b50, &directory);
      AppendLittleEndian<uint16_t>(20, &directory);
      append_shared(/*local=*/false, &directory);
      AppendLittleEndian<uint16_t>(0, &directory);
      AppendLittleEndian<uint16_t>(0, &directory);
      AppendLittleEndian<uint16_t>(0, &directory);
      AppendLittleEndian<uint32_t>(0x20, &directory);
      AppendLittleEndian<uint32_t>(member.local, &directory);
      directory += entry.name + sizes64;
      zip.members.push_back(member);
    }
    zip.directory = out.size();
    for (size_t i = 0; i < records.size(); ++i) zip.members[i].record = zip.directory + records[i];
    out += directory;
    if (zip64_end_) {
      const size_t end64 = out.size();
      AppendLittleEndian<uint32_t>(0x06064b50, &out);
      AppendLittleEndian<uint64_t>(44, &out);
      AppendLittleEndian<uint32_t>(45 | 45 << 16, &out);
      AppendLittleEndian<uint64_t>(0, &out);
      AppendLittleEndian<uint64_t>(entries_.size(), &out);
      AppendLittleEndian<uint64_t>(entries_.size(), &out);
      AppendLittleEndian<uint64_t>(directory.size(), &out);
      AppendLittleEndian<uint64_t>(zip.directory, &out);
      AppendLittleEndian<uint32_t>(0x07064b50, &out);
      AppendLittleEndian<uint32_t>(0, &out);
      AppendLittleEndian<uint64_t>(end64, &out);
      AppendLittleEndian<uint32_t>(1, &out);
    }
    zip.end = out.size();
    AppendLittleEndian<uint32_t>(0x06054b50, &out);
    AppendLittleEndian<uint32_t>(0, &out);
    AppendLittleEndian<uint16_t>(zip64_end_ ? 0xffff : entries_.size(), &out);
    AppendLittleEndian<uint16_t>(zip64_end_ ? 0xffff : entries_.size(), &out);
    AppendLittleEndian<uint32_t>(directory.size(), &out);
    AppendLittleEndian<uint32_t>(zip64_end_ ? 0xffffffff : zip.directory, &out);
    AppendLittleEndian<uint16_t>(comment_.size(), &out);
    out += comment_;
    return zip;
  }

 private:
  struct Entry {
    std::string name, content;
    ZipOptions options;
  };
  std::vector<Entry> entries_;
  std::string comment_;
  bool zip64_end_ = false;
};

// One member as a plain reader sees it.
struct RawMember {
  std::string name;
  std::string header;      // the local header with name and extra field
  std::string compressed;  // the data
  std::string record;      // the central record, its offset field zeroed
  uint32_t offset = 0;     // of the local header
  uint32_t crc = 0;
  uint32_t inflated_size = 0;
};

// The members of an archive without zip64 and without padding after the end record, in the order of
// the central directory. Trusts the archive: throws std::out_of_range where it lies.
inline std::vector<RawMember> ReadRawMembers(const std::string& bytes) {
  const auto get = [&](size_t at, size_t size) {
    uint64_t value = 0;
    for (size_t i = size; i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes.at(at + i));
    return value;
  };
  const size_t end = bytes.rfind("PK\5\6");
  std::vector<RawMember> members;
  size_t at = get(end + 16, 4);
  for (size_t count = get(end + 10, 2); count > 0; --count) {
    RawMember member;
    const size_t size = 46 + get(at + 28, 2) + get(at + 30, 2) + get(at + 32, 2);
    member.name = bytes.substr(at + 46, get(at + 28, 2));
    member.offset = get(at + 42, 4);
    member.crc = get(at + 16, 4);
    member.inflated_size = get(at + 24, 4);
    member.record = bytes.substr(at, size).replace(42, 4, 4, '\0');
    const size_t header = 30 + get(member.offset + 26, 2) + get(member.offset + 28, 2);
    member.header = bytes.substr(member.offset, header);
    member.compressed = bytes.substr(member.offset + header, get(at + 20, 4));
    members.push_back(std::move(member));
    at += size;
  }
  return members;
}

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_ZIP_BUILDER_H_

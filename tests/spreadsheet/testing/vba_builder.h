// VBA projects for tests: compound files with honest tables, which a test may then falsify.
//
//   const std::string bytes = VbaBuilder().Module("Module1", "Sub Go()\r\nEnd Sub\r\n").Build();
#ifndef SHEETGATE_TESTS_SPREADSHEET_TESTING_VBA_BUILDER_H_
#define SHEETGATE_TESTS_SPREADSHEET_TESTING_VBA_BUILDER_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/spreadsheet/testing/zip_builder.h"

namespace sheetgate::tests {

// `text` as a compressed container ([MS-OVBA] 2.4.1) of literal tokens only.
inline std::string CompressVba(std::string_view text) {
  constexpr size_t kChunk = 2048;
  std::string out = "\x01";
  for (size_t at = 0; at < text.size(); at += kChunk) {
    std::string data;
    const std::string_view piece = text.substr(at, kChunk);
    for (size_t i = 0; i < piece.size(); i += 8) {
      data.push_back('\0');
      data += piece.substr(i, 8);
    }
    AppendLittleEndian<uint16_t>(static_cast<uint16_t>(0xB000 | (data.size() - 1)), &out);
    out += data;
  }
  return out;
}

// A compound file of version 3. Streams are in the root or in the storage VBA ("VBA/dir").
inline std::string BuildOleFile(const std::vector<std::pair<std::string, std::string>>& streams) {
  constexpr size_t kSector = 512, kMini = 64;
  constexpr uint32_t kEnd = 0xFFFFFFFE, kFree = 0xFFFFFFFF, kNone = 0xFFFFFFFF;
  struct Entry {
    std::string name;
    uint8_t type;
    uint32_t right, child, start, size;
  };
  std::vector<uint32_t> fat = {0xFFFFFFFD};  // sector 0 is the table itself
  std::string sectors;                       // behind the table
  const auto add_chain = [&](const std::string& bytes) {
    if (bytes.empty()) return kEnd;
    const auto first = static_cast<uint32_t>(fat.size());
    const size_t count = (bytes.size() + kSector - 1) / kSector;
    for (size_t i = 1; i <= count; ++i) {
      fat.push_back(i == count ? kEnd : first + static_cast<uint32_t>(i));
    }
    sectors += bytes + std::string(count * kSector - bytes.size(), '\0');
    return first;
  };
  std::vector<Entry> entries = {{"Root Entry", 5, kNone, 1, kEnd, 0},
                                {"VBA", 1, kNone, kNone, 0, 0}};
  std::string mini;
  std::vector<uint32_t> mini_fat;
  uint32_t last_root = 1, last_inner = kNone;
  for (const auto& [path, bytes] : streams) {
    const bool inner = path.starts_with("VBA/");
    const auto index = static_cast<uint32_t>(entries.size());
    uint32_t start = kEnd;
    if (bytes.size() >= 4096) {
      start = add_chain(bytes);
    } else if (!bytes.empty()) {
      start = static_cast<uint32_t>(mini_fat.size());
      const size_t count = (bytes.size() + kMini - 1) / kMini;
      for (size_t i = 1; i <= count; ++i) {
        mini_fat.push_back(i == count ? kEnd : start + static_cast<uint32_t>(i));
      }
      mini += bytes + std::string(count * kMini - bytes.size(), '\0');
    }
    entries.push_back({inner ? path.substr(4) : path, 2, kNone, kNone, start,
                       static_cast<uint32_t>(bytes.size())});
    uint32_t& last = inner ? last_inner : last_root;
    (last == kNone ? entries[1].child : entries[last].right) = index;
    last = index;
  }
  entries[0].start = add_chain(mini);
  entries[0].size = static_cast<uint32_t>(mini.size());
  std::string table;
  for (const uint32_t next : mini_fat) AppendLittleEndian<uint32_t>(next, &table);
  while (table.size() % kSector != 0) AppendLittleEndian<uint32_t>(kFree, &table);
  const uint32_t mini_start = add_chain(table);
  std::string directory;
  for (const Entry& entry : entries) {
    std::string raw;
    for (const char c : entry.name) raw += {c, '\0'};
    raw.resize(64);
    AppendLittleEndian<uint16_t>(static_cast<uint16_t>(2 * entry.name.size() + 2), &raw);
    raw.push_back(static_cast<char>(entry.type));
    raw.push_back('\1');
    AppendLittleEndian<uint32_t>(kNone, &raw);
    AppendLittleEndian<uint32_t>(entry.right, &raw);
    AppendLittleEndian<uint32_t>(entry.child, &raw);
    raw.resize(116);
    AppendLittleEndian<uint32_t>(entry.start, &raw);
    AppendLittleEndian<uint32_t>(entry.size, &raw);
    raw.resize(128);
    directory += raw;
  }
  const uint32_t directory_start = add_chain(directory);
  std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  header.resize(24);
  for (const uint16_t word : {0x3E, 3, 0xFFFE, 9, 6}) AppendLittleEndian<uint16_t>(word, &header);
  header.resize(44);
  for (const uint32_t number : {uint32_t{1}, directory_start, uint32_t{0}, uint32_t{4096},
                                mini_start, uint32_t{1}, kEnd, uint32_t{0}, uint32_t{0}}) {
    AppendLittleEndian<uint32_t>(number, &header);
  }
  while (header.size() < kSector) AppendLittleEndian<uint32_t>(kFree, &header);
  std::string fat_sector;
  for (const uint32_t next : fat) AppendLittleEndian<uint32_t>(next, &fat_sector);
  while (fat_sector.size() < kSector) AppendLittleEndian<uint32_t>(kFree, &fat_sector);
  return header + fat_sector + sectors;
}

class VbaBuilder {
 public:
  // `other`: its type is not that of a standard module.
  VbaBuilder& Module(std::string_view name, std::string_view source, bool other = false) {
    modules_.push_back({std::string(name), std::string(source), other});
    return *this;
  }
  // A line of the PROJECT stream, such as "Document=Sheet1/&H00000000".
  VbaBuilder& Line(std::string_view line) {
    project_ += std::string(line) + "\r\n";
    return *this;
  }
  VbaBuilder& CodePage(uint16_t code_page) {
    code_page_ = code_page;
    return *this;
  }

  std::string Directory() const {
    std::string out;
    const auto record = [&](uint16_t id, std::string_view data) {
      AppendLittleEndian<uint16_t>(id, &out);
      AppendLittleEndian<uint32_t>(static_cast<uint32_t>(data.size()), &out);
      out += data;
    };
    const auto number = [](auto value) {
      std::string bytes;
      AppendLittleEndian(value, &bytes);
      return bytes;
    };
    record(0x0001, number(uint32_t{1}));
    record(0x0003, number(code_page_));
    record(0x0004, "VBAProject");
    AppendLittleEndian<uint16_t>(0x0009, &out);  // its size is a lie of the format's
    AppendLittleEndian<uint32_t>(4, &out);
    out += std::string(6, '\0');
    const std::string library = "*\\G{00020430}#2.0#0#stdole2.tlb#OLE Automation";
    record(0x0016, "stdole");
    record(0x000D, number(static_cast<uint32_t>(library.size())) + library + std::string(6, '\0'));
    record(0x000F, number(static_cast<uint16_t>(modules_.size())));
    for (const auto& module : modules_) {
      record(0x0019, module.name);
      record(0x001A, module.name);
      record(0x0031, number(uint32_t{kPrefix}));
      record(module.other ? 0x0022 : 0x0021, "");
      record(0x002B, "");
    }
    record(0x0010, "");
    return out;
  }

  std::string Build() const {
    std::vector<std::pair<std::string, std::string>> streams = {
        {"PROJECT", project_ + "\r\n[Host Extender Info]\r\n"},
        {"VBA/dir", CompressVba(Directory())}};
    for (const auto& module : modules_) {
      streams.emplace_back("VBA/" + module.name,
                           std::string(kPrefix, '?') + CompressVba(module.source));
    }
    return BuildOleFile(streams);
  }

 private:
  static constexpr size_t kPrefix = 20;  // compiled code before the source
  struct Source {
    std::string name, source;
    bool other;
  };
  std::vector<Source> modules_;
  std::string project_ = "ID=\"{0}\"\r\n";
  uint16_t code_page_ = 1252;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_SPREADSHEET_TESTING_VBA_BUILDER_H_

// Numbers are little endian. Sectors count from behind the header, which takes one of them.
#include "spreadsheet/vba/ole_file.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kSignature = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr size_t kHeaderBytes = 512;
constexpr uint32_t kMiniSectorBytes = 64;
constexpr uint32_t kLastSector = 0xFFFFFFFA;  // those behind have special meanings
constexpr size_t kHeaderDifat = 109;          // FAT sectors named in the header
constexpr size_t kEntryBytes = 128;
constexpr uint32_t kNoEntry = 0xFFFFFFFF;
constexpr uint8_t kStorage = 1, kStream = 2, kRoot = 5;

uint32_t NumberAt(std::string_view bytes, size_t at, size_t size) {
  uint32_t number = 0;
  for (size_t i = size; i-- > 0;) number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  return number;
}

void AppendNumbers(std::string_view bytes, std::vector<uint32_t>* numbers) {
  for (size_t at = 0; at + 4 <= bytes.size(); at += 4) numbers->push_back(NumberAt(bytes, at, 4));
}

}  // namespace

absl::Status DamagedVba(std::string_view what) {
  return platform::Error(absl::StatusCode::kDataLoss, platform::ErrorReason::kFileCorrupt,
                         Concat("the VBA project is damaged: ", what,
                                "; open the workbook in Excel and save it again"));
}

uint32_t OleFile::Number(size_t at, size_t size) const { return NumberAt(bytes_, at, size); }

absl::StatusOr<OleFile> OleFile::Open(std::string_view bytes) {
  OleFile file(bytes);
  RETURN_IF_ERROR(file.ReadHeader());
  RETURN_IF_ERROR(file.ReadFat());
  RETURN_IF_ERROR(file.ReadDirectory());
  return file;
}

// 2.2 Compound File Header.
absl::Status OleFile::ReadHeader() {
  if (bytes_.size() < kHeaderBytes || !bytes_.starts_with(kSignature)) {
    return DamagedVba("it is no compound file");
  }
  const uint32_t version = Number(26, 2);
  const uint32_t shift = Number(30, 2);
  const bool known = (version == 3 && shift == 9) || (version == 4 && shift == 12);
  if (!known || Number(28, 2) != 0xFFFE || Number(32, 2) != 6) {
    return DamagedVba("its header is of no known version");
  }
  sector_size_ = uint32_t{1} << shift;
  long_sizes_ = version == 4;
  first_directory_ = Number(48, 4);
  mini_cutoff_ = Number(56, 4);
  first_mini_fat_ = Number(60, 4);
  return absl::OkStatus();
}

std::string_view OleFile::Sector(uint32_t sector) const {
  const uint64_t begin = (uint64_t{sector} + 1) * sector_size_;
  if (sector > kLastSector || begin + sector_size_ > bytes_.size()) {
    // The last sector of a file may be cut short.
    return sector > kLastSector || begin >= bytes_.size() ? std::string_view()
                                                          : bytes_.substr(begin);
  }
  return bytes_.substr(begin, sector_size_);
}

absl::Status OleFile::AddFatSector(uint32_t sector) {
  // More entries than sectors are of no use, and of what a small file may make us allocate.
  if (fat_.size() > bytes_.size() / sector_size_ + sector_size_) {
    return DamagedVba("its sector table is larger than the file");
  }
  const std::string_view bytes = Sector(sector);
  if (bytes.size() != sector_size_) return DamagedVba("its sector table lies outside the file");
  AppendNumbers(bytes, &fat_);
  return absl::OkStatus();
}

// 2.3, 2.5: the sectors of the FAT are listed in the header, then in a chain of sectors.
absl::Status OleFile::ReadFat() {
  for (size_t i = 0; i < kHeaderDifat; ++i) {
    const uint32_t sector = Number(76 + 4 * i, 4);
    if (sector <= kLastSector) RETURN_IF_ERROR(AddFatSector(sector));
  }
  uint32_t next = Number(68, 4);
  for (size_t steps = 0; next <= kLastSector; ++steps) {
    const std::string_view bytes = Sector(next);
    if (bytes.size() != sector_size_ || steps > bytes_.size() / sector_size_) {
      return DamagedVba("the list of its sector tables does not end");
    }
    for (size_t at = 0; at + 8 <= bytes.size(); at += 4) {
      const uint32_t sector = NumberAt(bytes, at, 4);
      if (sector <= kLastSector) RETURN_IF_ERROR(AddFatSector(sector));
    }
    next = NumberAt(bytes, bytes.size() - 4, 4);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> OleFile::ReadChain(uint32_t start, uint64_t most) const {
  std::string joined;
  size_t steps = 0;
  for (uint32_t sector = start; sector <= kLastSector && joined.size() < most;
       sector = fat_[sector]) {
    const std::string_view bytes = Sector(sector);
    if (bytes.empty() || sector >= fat_.size() || ++steps > fat_.size()) {
      return DamagedVba("a chain of sectors leads nowhere");
    }
    joined += bytes;
  }
  if (joined.size() > most) joined.resize(most);
  return joined;
}

// 2.6 Compound File Directory Sectors.
absl::Status OleFile::ReadDirectory() {
  ASSIGN_OR_RETURN(const std::string directory, ReadChain(first_directory_, bytes_.size()));
  std::vector<Entry> entries;
  for (size_t at = 0; at + kEntryBytes <= directory.size(); at += kEntryBytes) {
    const std::string_view raw = std::string_view(directory).substr(at, kEntryBytes);
    Entry& entry = entries.emplace_back();
    const uint32_t name_bytes = std::min<uint32_t>(NumberAt(raw, 64, 2), 64);
    if (name_bytes >= 2) AppendUtf16(raw.substr(0, name_bytes - 2), false, &entry.name);
    entry.type = static_cast<uint8_t>(raw[66]);
    entry.left = NumberAt(raw, 68, 4);
    entry.right = NumberAt(raw, 72, 4);
    entry.child = NumberAt(raw, 76, 4);
    entry.start = NumberAt(raw, 116, 4);
    entry.size = NumberAt(raw, 120, 4);
    if (long_sizes_) entry.size |= uint64_t{NumberAt(raw, 124, 4)} << 32;
  }
  if (entries.empty() || entries.front().type != kRoot) {
    return DamagedVba("it has no root directory");
  }
  // The root's own stream holds all small ones (2.4).
  ASSIGN_OR_RETURN(mini_stream_, ReadChain(entries.front().start, entries.front().size));
  ASSIGN_OR_RETURN(const std::string mini_fat, ReadChain(first_mini_fat_, bytes_.size()));
  AppendNumbers(mini_fat, &mini_fat_);
  return AddStreams(entries);
}

// 2.6.4: the entries of a storage form a tree; each entry is in one tree only.
absl::Status OleFile::AddStreams(const std::vector<Entry>& entries) {
  struct Node {
    uint32_t entry;
    std::string folder;
  };
  std::vector<bool> seen(entries.size());
  std::vector<Node> open = {{entries.front().child, ""}};
  while (!open.empty()) {
    const Node node = std::move(open.back());
    open.pop_back();
    if (node.entry == kNoEntry) continue;
    if (node.entry >= entries.size() || seen[node.entry]) {
      return DamagedVba("its directory is no tree");
    }
    seen[node.entry] = true;
    const Entry& entry = entries[node.entry];
    open.push_back({entry.left, node.folder});
    open.push_back({entry.right, node.folder});
    std::string path = node.folder + entry.name;
    if (entry.type == kStorage) {
      // Storages within storages make paths long; those of projects nest twice.
      constexpr size_t kMaxPath = 1024;
      if (path.size() > kMaxPath) return DamagedVba("its directory nests too deep");
      open.push_back({entry.child, path + "/"});
    } else if (entry.type == kStream) {
      std::string key = ToLowerAscii(path);
      streams_.emplace(std::move(key), Stream{std::move(path), entry.start, entry.size});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> OleFile::ReadMini(uint32_t start, uint64_t size) const {
  std::string joined;
  size_t steps = 0;
  for (uint32_t sector = start; sector <= kLastSector && joined.size() < size;
       sector = mini_fat_[sector]) {
    const uint64_t begin = uint64_t{sector} * kMiniSectorBytes;
    if (sector >= mini_fat_.size() || begin >= mini_stream_.size() || ++steps > mini_fat_.size()) {
      return DamagedVba("a chain of small sectors leads nowhere");
    }
    joined += std::string_view(mini_stream_).substr(begin, kMiniSectorBytes);
  }
  if (joined.size() > size) joined.resize(size);
  return joined;
}

std::vector<std::string> OleFile::Streams() const {
  std::vector<std::string> paths;
  for (const auto& [key, stream] : streams_) paths.push_back(stream.path);
  return paths;
}

bool OleFile::Has(std::string_view path) const { return streams_.contains(ToLowerAscii(path)); }

absl::StatusOr<std::string> OleFile::Read(std::string_view path) const {
  const auto found = streams_.find(ToLowerAscii(path));
  if (found == streams_.end()) return DamagedVba(Concat("it has no stream ", Quoted(path)));
  const Stream& stream = found->second;
  const bool mini = stream.size < mini_cutoff_;
  ASSIGN_OR_RETURN(std::string bytes, mini ? ReadMini(stream.start, stream.size)
                                           : ReadChain(stream.start, stream.size));
  if (bytes.size() != stream.size) {
    return DamagedVba(Concat("the stream ", Quoted(path), " ends too early"));
  }
  return bytes;
}

}  // namespace sheetgate::spreadsheet

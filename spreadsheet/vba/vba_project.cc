// The dir stream (2.3.4.2) is a list of records: a 16-bit id, a 32-bit size, data. Names come
// twice, in the project's code page and in UTF-16; the latter counts.
#include "spreadsheet/vba/vba_project.h"

#include <algorithm>
#include <optional>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/heap_bytes.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/vba/code_page.h"
#include "spreadsheet/vba/vba_decompress.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// Ids of records (2.3.4.2).
enum Record : uint16_t {
  kCodePage = 0x0003,
  kProjectName = 0x0004,
  kProjectVersion = 0x0009,
  kReferenceRegistered = 0x000D,
  kReferenceProject = 0x000E,
  kModulesEnd = 0x0010,
  kReferenceName = 0x0016,
  kModuleName = 0x0019,
  kModuleStreamName = 0x001A,
  kModuleTypeStandard = 0x0021,
  kModuleTypeOther = 0x0022,
  kReferenceControl = 0x002F,
  kModuleOffset = 0x0031,
  kModuleStreamNameUnicode = 0x0032,
  kReferenceNameUnicode = 0x003E,
  kModuleNameUnicode = 0x0047,
};

uint32_t NumberAt(std::string_view bytes, size_t at, size_t size) {
  uint32_t number = 0;
  for (size_t i = size; i-- > 0 && at + i < bytes.size();) {
    number = number << 8 | static_cast<uint8_t>(bytes[at + i]);
  }
  return number;
}

std::string FromUtf16(std::string_view bytes) {
  std::string text;
  AppendUtf16(bytes, /*big_endian=*/false, &text);
  return text;
}

// A text behind its 32-bit size, at the front of a record's data.
std::string_view Sized(std::string_view data) {
  if (data.size() < 4) return {};
  return data.substr(4, std::min<size_t>(NumberAt(data, 0, 4), data.size() - 4));
}

struct RecordView {
  uint16_t id = 0;
  std::string_view data;
};

// The record at the front of `rest`, which moves behind it; nullopt when it is cut.
std::optional<RecordView> TakeRecord(std::string_view* rest) {
  constexpr size_t kHead = 6;
  // PROJECTVERSION (2.3.4.2.1.11) says 4 bytes and has 6.
  constexpr uint32_t kVersionBytes = 6;
  if (rest->size() < kHead) return std::nullopt;
  RecordView record;
  record.id = static_cast<uint16_t>(NumberAt(*rest, 0, 2));
  const uint32_t size = record.id == kProjectVersion ? kVersionBytes : NumberAt(*rest, 2, 4);
  if (size > rest->size() - kHead) return std::nullopt;
  record.data = rest->substr(kHead, size);
  rest->remove_prefix(kHead + size);
  return record;
}

std::string_view NextLine(std::string_view* rest) {
  const size_t end = rest->find('\n');
  std::string_view line = rest->substr(0, end);
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The word at the front of `line`, which moves behind it and the spaces that follow.
std::string_view TakeWord(std::string_view* line) {
  const size_t begin = std::min(line->find_first_not_of(" \t"), line->size());
  const size_t end = std::min(line->find_first_of(" \t(", begin), line->size());
  const std::string_view word = line->substr(begin, end - begin);
  line->remove_prefix(end);
  line->remove_prefix(std::min(line->find_first_not_of(" \t"), line->size()));
  return word;
}

// The name of the procedure that `line` declares ([MS-VBAL] 5.3.1); empty when it declares none.
std::string_view DeclaredProcedure(std::string_view line) {
  std::string_view word = TakeWord(&line);
  for (const std::string_view modifier : {"Public", "Private", "Friend", "Static"}) {
    if (EqualsIgnoreAsciiCase(word, modifier)) word = TakeWord(&line);
  }
  if (EqualsIgnoreAsciiCase(word, "Static")) word = TakeWord(&line);
  if (EqualsIgnoreAsciiCase(word, "Property")) {
    TakeWord(&line);  // Get, Let or Set
  } else if (!EqualsIgnoreAsciiCase(word, "Sub") && !EqualsIgnoreAsciiCase(word, "Function")) {
    return {};
  }
  return TakeWord(&line);
}

}  // namespace

std::string_view VbaModuleKindName(VbaModuleKind kind) {
  switch (kind) {
    case VbaModuleKind::kClass:
      return "class";
    case VbaModuleKind::kDocument:
      return "document";
    case VbaModuleKind::kForm:
      return "form";
    case VbaModuleKind::kStandard:
      break;
  }
  return "standard";
}

absl::StatusOr<VbaProject> VbaProject::Parse(std::string bytes) {
  auto owned = std::make_unique<const std::string>(std::move(bytes));
  ASSIGN_OR_RETURN(OleFile file, OleFile::Open(*owned));
  VbaProject project(std::move(owned), std::move(file));
  ASSIGN_OR_RETURN(const std::string compressed, project.file_.Read("VBA/dir"));
  ASSIGN_OR_RETURN(const std::string directory, DecompressVba(compressed));
  RETURN_IF_ERROR(project.ReadDirectory(directory));
  if (project.file_.Has("PROJECT")) {
    ASSIGN_OR_RETURN(const std::string text, project.file_.Read("PROJECT"));
    project.ReadKinds(text);
  }
  return project;
}

absl::Status VbaProject::ReadDirectory(std::string_view directory) {
  std::string reference_name;
  const auto add_reference = [&](std::string_view kind, std::string_view library) {
    references_.push_back(
        {std::move(reference_name), std::string(kind), DecodeCodePage(library, code_page_)});
    reference_name.clear();
  };
  std::string_view rest = directory;
  while (!rest.empty()) {
    const std::optional<RecordView> record = TakeRecord(&rest);
    if (!record.has_value()) return DamagedVba("its directory ends within a record");
    if (record->id == kModulesEnd) return absl::OkStatus();
    const std::string_view data = record->data;
    VbaModule* const module = modules_.empty() ? nullptr : &modules_.back();
    switch (record->id) {
      case kCodePage:
        code_page_ = static_cast<int>(NumberAt(data, 0, 2));
        break;
      case kProjectName:
        name_ = DecodeCodePage(data, code_page_);
        break;
      case kReferenceName:
        reference_name = DecodeCodePage(data, code_page_);
        break;
      case kReferenceNameUnicode:
        reference_name = FromUtf16(data);
        break;
      case kReferenceRegistered:
        add_reference("registered", Sized(data));
        break;
      case kReferenceProject:
        add_reference("project", Sized(data));
        break;
      case kReferenceControl:
        add_reference("control", Sized(data));
        break;
      case kModuleName:
        modules_.emplace_back().name = DecodeCodePage(data, code_page_);
        break;
      case kModuleNameUnicode:
        if (module != nullptr) module->name = FromUtf16(data);
        break;
      case kModuleStreamName:
        if (module != nullptr) module->stream = DecodeCodePage(data, code_page_);
        break;
      case kModuleStreamNameUnicode:
        if (module != nullptr) module->stream = FromUtf16(data);
        break;
      case kModuleOffset:
        if (module != nullptr) module->offset = NumberAt(data, 0, 4);
        break;
      case kModuleTypeOther:
        if (module != nullptr) {
          module->standard = false;
          module->kind = VbaModuleKind::kClass;
        }
        break;
      default:
        break;
    }
  }
  return DamagedVba("its list of modules does not end");
}

// 2.3.1 PROJECT stream: which modules are documents, classes and forms.
void VbaProject::ReadKinds(std::string_view project) {
  std::string_view rest = project;
  while (!rest.empty()) {
    const std::string_view line = NextLine(&rest);
    if (line.starts_with('[')) return;  // the first section behind the properties
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, equals);
    const std::string_view value = line.substr(equals + 1);
    const bool document = EqualsIgnoreAsciiCase(key, "Document");
    if (!document && !EqualsIgnoreAsciiCase(key, "BaseClass")) continue;
    const std::string name = DecodeCodePage(value.substr(0, value.find('/')), code_page_);
    const VbaModule* const found = Find(name);
    if (found == nullptr || found->standard) continue;
    modules_[static_cast<size_t>(found - modules_.data())].kind =
        document ? VbaModuleKind::kDocument : VbaModuleKind::kForm;
  }
}

const VbaModule* VbaProject::Find(std::string_view name) const {
  const std::string wanted = FoldCase(name);
  for (const VbaModule& module : modules_) {
    if (FoldCase(module.name) == wanted) return &module;
  }
  return nullptr;
}

absl::StatusOr<std::string> VbaProject::Source(const VbaModule& module) const {
  ASSIGN_OR_RETURN(const std::string stream, file_.Read(Concat("VBA/", module.stream)));
  if (module.offset > stream.size()) {
    return DamagedVba(Concat("the source of ", Quoted(module.name), " is not there"));
  }
  ASSIGN_OR_RETURN(const std::string stored,
                   DecompressVba(std::string_view(stream).substr(module.offset)));
  std::string source = DecodeCodePage(stored, code_page_);
  std::erase(source, '\r');
  return source;
}

size_t VbaProject::memory_bytes() const {
  size_t bytes = sizeof(*this) + AllocationBytes(bytes_->capacity()) + HeapBytes(name_) +
                 SlotBytes(modules_) + SlotBytes(references_);
  for (const VbaModule& module : modules_) bytes += HeapBytes(module.name, module.stream);
  for (const VbaReference& reference : references_) {
    bytes += HeapBytes(reference.name, reference.kind, reference.library);
  }
  return bytes;
}

std::vector<std::string> ProceduresOf(std::string_view source) {
  std::vector<std::string> procedures;
  while (!source.empty()) {
    const std::string_view name = DeclaredProcedure(NextLine(&source));
    // Get, Let and Set of a property are one.
    if (!name.empty() && std::ranges::find(procedures, name) == procedures.end()) {
      procedures.emplace_back(name);
    }
  }
  return procedures;
}

}  // namespace sheetgate::spreadsheet

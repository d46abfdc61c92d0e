// VBA projects of any bytes: decompressed, parsed and read module by module, or refused.
//
// The selector byte: 0 a compressed container, 1 a whole vbaProject.bin, 2 the text of a dir stream
// up to the first 0x1F, then the source of the module stream "Module1", both compressed and put
// into a sound compound file, so that a mutation of the text gets past the containers.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "spreadsheet/vba/vba_decompress.h"
#include "spreadsheet/vba/vba_project.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "tests/fuzz/invariant.h"
#include "tests/fuzz/targets.h"
#include "tests/spreadsheet/testing/vba_builder.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::IsValidUtf8;
using spreadsheet::VbaModule;
using spreadsheet::VbaProject;

// A container grows up to 800 times, which must fit into the memory a run may use.
constexpr size_t kMaxContainer = 8 << 10;
constexpr size_t kMaxProject = 64 << 10;
// What BuildOleFile has room for in one sector of tables.
constexpr size_t kMaxTexts = 16 << 10;

void CheckContainer(std::string_view container) {
  const auto text = spreadsheet::DecompressVba(container);
  if (!text.ok()) {
    RequireRefusal(text.status());
    return;
  }
  Require(text->size() <= spreadsheet::kMaxVbaBytes, "kMaxVbaBytes holds");
  const std::string again = RequireValue(spreadsheet::DecompressVba(CompressVba(*text)),
                                         "what was compressed decompresses");
  Require(again == *text, "compressing loses nothing");
}

void CheckModule(const VbaProject& project, const VbaModule& module) {
  Require(IsValidUtf8(module.name), "names of modules are UTF-8");
  Require(project.Find(module.name) != nullptr, "a listed module is found");
  const auto source = project.Source(module);
  if (!source.ok()) {
    RequireRefusal(source.status());
    return;
  }
  Require(IsValidUtf8(*source), "sources are UTF-8");
  Require(source->find('\r') == std::string::npos, "lines end by line feeds");
  for (const std::string& procedure : spreadsheet::ProceduresOf(*source)) {
    Require(!procedure.empty() && IsValidUtf8(procedure), "procedures have names");
  }
}

void CheckProject(std::string bytes) {
  const size_t size = bytes.size();
  const auto project = VbaProject::Parse(std::move(bytes));
  if (!project.ok()) {
    RequireRefusal(project.status());
    return;
  }
  Require(project->memory_bytes() >= size, "a project weighs at least its bytes");
  Require(IsValidUtf8(project->name()), "the name of a project is UTF-8");
  for (const VbaModule& module : project->modules()) CheckModule(*project, module);
  for (const spreadsheet::VbaReference& reference : project->references()) {
    Require(IsValidUtf8(reference.name) && IsValidUtf8(reference.library), "references are UTF-8");
  }
}

}  // namespace

void FuzzVba(std::string_view input) {
  if (input.empty()) return;
  const std::string_view content = input.substr(1);
  switch (input.front() % 3) {
    case 0:
      if (content.size() <= kMaxContainer) CheckContainer(content);
      return;
    case 1:
      if (content.size() <= kMaxProject) CheckProject(std::string(content));
      return;
    default:
      break;
  }
  if (content.size() > kMaxTexts) return;
  const size_t split = std::min(content.find('\x1F'), content.size());
  const std::string_view source = content.substr(std::min(split + 1, content.size()));
  CheckProject(BuildOleFile(
      {{"VBA/dir", CompressVba(content.substr(0, split))}, {"VBA/Module1", CompressVba(source)}}));
}

}  // namespace sheetgate::tests

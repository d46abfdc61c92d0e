// VbaProject: the modules and references of a VBA project ([MS-OVBA]), as text. Nothing is run.
//
//   ASSIGN_OR_RETURN(const VbaProject project, VbaProject::Parse(bytes));
//   ASSIGN_OR_RETURN(const std::string source, project.Source(project.modules()[0]));
#ifndef SHEETGATE_SPREADSHEET_VBA_VBA_PROJECT_H_
#define SHEETGATE_SPREADSHEET_VBA_VBA_PROJECT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "spreadsheet/vba/ole_file.h"

namespace sheetgate::spreadsheet {

enum class VbaModuleKind : uint8_t { kStandard, kClass, kDocument, kForm };
// "standard", "class", "document" or "form".
std::string_view VbaModuleKindName(VbaModuleKind kind);

// 2.3.4.2.3.2 MODULE.
struct VbaModule {
  std::string name;
  std::string stream;    // in the storage VBA
  uint32_t offset = 0;   // of the compressed source in its stream
  bool standard = true;  // by its MODULETYPE; else one of the other kinds
  VbaModuleKind kind = VbaModuleKind::kStandard;
};

// 2.3.4.2.2.1 REFERENCE.
struct VbaReference {
  std::string name;
  std::string kind;     // registered, project, control
  std::string library;  // its identifier as stored (2.1.1.8 LibidReference, 2.1.1.12)
};

// Immutable; safe from any thread.
class VbaProject {
 public:
  // The project in the bytes of a vbaProject.bin. DATA_LOSS (`FILE_CORRUPT`).
  static absl::StatusOr<VbaProject> Parse(std::string bytes);

  const std::string& name() const { return name_; }
  int code_page() const { return code_page_; }
  const std::vector<VbaModule>& modules() const { return modules_; }
  const std::vector<VbaReference>& references() const { return references_; }
  // The module of that name, in upper or lower case; null when there is none.
  const VbaModule* Find(std::string_view name) const;
  // A module's source, lines ended by line feeds. DATA_LOSS (`FILE_CORRUPT`).
  absl::StatusOr<std::string> Source(const VbaModule& module) const;
  // Heap bytes held, this object included.
  size_t memory_bytes() const;

 private:
  VbaProject(std::unique_ptr<const std::string> bytes, OleFile file)
      : bytes_(std::move(bytes)), file_(std::move(file)) {}
  absl::Status ReadDirectory(std::string_view directory);
  void ReadKinds(std::string_view project);

  std::unique_ptr<const std::string> bytes_;  // where file_ reads
  OleFile file_;
  std::string name_;
  int code_page_ = 1252;
  std::vector<VbaModule> modules_;
  std::vector<VbaReference> references_;
};

// The Sub, Function and Property procedures that a source declares, each once, in order.
std::vector<std::string> ProceduresOf(std::string_view source);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_VBA_VBA_PROJECT_H_

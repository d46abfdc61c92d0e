// PackageEditor: the parts of a workbook while one operation changes them.
//
//   PackageEditor editor(document, cancellation);
//   ASSIGN_OR_RETURN(std::string xml, editor.Read(part));
//   editor.Write(part, Changed(xml));
//   ASSIGN_OR_RETURN(document, editor.Finish());
//
// Parts are UTF-8 here, whatever they are in the file. What an operation does not write stays byte
// for byte as it is; new parts get a relationship and a content type, removed ones lose theirs.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PACKAGE_EDITOR_H_
#define SHEETGATE_SPREADSHEET_XLSX_PACKAGE_EDITOR_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/document.h"
#include "spreadsheet/xlsx/edited_package.h"
#include "spreadsheet/xlsx/part_edits.h"

namespace sheetgate::spreadsheet {

// Use for one operation, from one thread. Reading may fail with DATA_LOSS (`FILE_CORRUPT`) and the
// token's status.
class PackageEditor {
 public:
  PackageEditor(std::shared_ptr<const Document> document,
                const platform::CancellationToken& cancellation);

  // The state the operation starts from; what is written here does not show in it.
  const Document& document() const { return *document_; }
  const platform::CancellationToken& cancellation() const { return cancellation_; }
  int max_depth() const { return package().limits().max_xml_depth; }

  // Parts as they are now.
  bool Has(std::string_view part) const;
  absl::StatusOr<std::string> Read(std::string_view part) const;
  // Calls for the names of all parts that exist now.
  std::vector<std::string> PartNames() const;

  void Write(const std::string& part, std::string xml);
  // Replaces a part by what `edit` makes of it, if that is different.
  absl::Status Edit(const std::string& part,
                    absl::FunctionRef<absl::StatusOr<std::string>(const XmlPart&)> edit);

  // Relationships of a part as they are now, "" for the package's.
  absl::StatusOr<std::vector<Relationship>> Relationships(std::string_view source) const;
  // Internal targets of one kind ("table", "comments", ...), in order.
  absl::StatusOr<std::vector<std::string>> Related(std::string_view source,
                                                   std::string_view kind) const;
  // Adds a relationship of `kind` and returns its id. `kind` is the last segment of a type of
  // ECMA-376 part 1, or a whole URI.
  absl::StatusOr<std::string> Relate(std::string_view source, std::string_view kind,
                                     std::string_view target_part);
  // The same to an address outside the package.
  absl::StatusOr<std::string> RelateExternal(std::string_view source, std::string_view kind,
                                             std::string_view target);
  absl::Status RemoveRelationship(std::string_view source, std::string_view id);

  // Adds a part with its content type. `part` is a name NewPartName gave.
  absl::Status Add(const std::string& part, std::string_view content_type, std::string contents);
  // Removes a part with its relationships and content type; those that lead to it are the caller's.
  absl::Status Remove(const std::string& part);
  // The first free name of `stem`1`extension`, `stem`2`extension`, ...: "xl/tables/table", ".xml".
  std::string NewPartName(std::string_view stem, std::string_view extension) const;

  // The document after the operation. Use last.
  absl::StatusOr<std::shared_ptr<const Document>> Finish();

 private:
  const Package& package() const { return document_->package(); }
  absl::StatusOr<std::string> AddRelationship(std::string_view source, std::string_view kind,
                                              std::string_view target, bool external);

  std::shared_ptr<const Document> document_;
  const platform::CancellationToken cancellation_;
  PartChanges changes_;
};

// Whether the workbook is written in the strict namespaces (part 1, annex A; ISO/IEC 29500-1).
bool IsStrict(const std::vector<Relationship>& relationships);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PACKAGE_EDITOR_H_

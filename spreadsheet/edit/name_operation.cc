#include "spreadsheet/edit/name_operation.h"

#include <cstdint>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/suggest.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/name_rules.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/formula/references.h"
#include "spreadsheet/formula/structural_edit.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

std::string Escaped(std::string_view text) {
  std::string escaped;
  AppendEscaped(text, &escaped);
  return escaped;
}

absl::StatusOr<int> ScopeOf(const Document& document, std::string_view scope) {
  if (scope.empty()) return -1;
  return FindSheet(document, scope);
}

bool IsCells(ReferenceKind kind) {
  return kind == ReferenceKind::kCell || kind == ReferenceKind::kRange ||
         kind == ReferenceKind::kColumns || kind == ReferenceKind::kRows;
}

// The formula as stored. A reference without its sheet would mean another one on each sheet, and
// Excel does not read it; one with a sheet there is not is #REF!.
absl::StatusOr<std::string> CheckRefersTo(const Document& document, std::string_view refers_to) {
  ASSIGN_OR_RETURN(std::string formula, StoredFormula("refers_to", refers_to));
  absl::Status status;
  VisitReferences(formula, [&](const FormulaReference& reference) {
    if (!status.ok() || !IsCells(reference.kind) || !reference.current_workbook) return;
    if (reference.sheet.empty()) {
      status = platform::InvalidArgument(
          ErrorReason::kInvalidFormula,
          Concat("refers_to: ", Quoted(reference.text),
                 " does not say its sheet, for example =Sheet1!$A$1:$C$10"),
          {{"field", "refers_to"}, {"example", "\"=Sheet1!$A$1:$C$10\""}});
      return;
    }
    status = FindSheet(document, reference.sheet).status();
    if (status.ok() && !reference.last_sheet.empty()) {
      status = FindSheet(document, reference.last_sheet).status();
    }
  });
  RETURN_IF_ERROR(status);
  return formula;
}

absl::StatusOr<const DefinedName*> FindName(const Document& document, std::string_view name,
                                            int scope) {
  const std::string folded = FoldCase(name);
  std::vector<std::string> names;
  std::string elsewhere;
  for (const DefinedName& known : document.defined_names()) {
    const bool same = FoldCase(known.name) == folded;
    if (same && known.sheet == scope) return &known;
    if (known.sheet == scope) names.push_back(known.name);
    if (same) {
      elsewhere = known.sheet < 0
                      ? "; there is one of the whole workbook: leave scope out"
                      : Concat("; there is one with scope ",
                               Quoted(document.sheets()[static_cast<size_t>(known.sheet)].name));
    }
  }
  const std::string nearest = platform::ClosestMatch(std::string(name), names);
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("name: there is no defined name ", Quoted(name),
             scope < 0
                 ? std::string(" of the whole workbook")
                 : Concat(" of sheet ", Quoted(document.sheets()[static_cast<size_t>(scope)].name)),
             elsewhere, nearest.empty() ? "" : Concat("; did you mean ", Quoted(nearest), "?"),
             "; named_ranges lists them"),
      {{"field", "name"}});
}

// The workbook part with what `edit` makes of the element of a name.
absl::StatusOr<std::string> EditElement(
    const XmlPart& part, const DefinedName& name,
    absl::FunctionRef<absl::Status(XmlScanner*, Splicer*)> edit) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  const std::string folded = FoldCase(name.name);
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.local_name() != "definedName") continue;
    const auto local = ParseUnsigned(xml.Attribute("localSheetId").value_or(""));
    const int sheet = local.has_value() ? static_cast<int>(*local) : -1;
    if (sheet != name.sheet || FoldCase(Decoded(xml.Attribute("name").value_or(""))) != folded) {
      continue;
    }
    RETURN_IF_ERROR(edit(&xml, &splicer));
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return splicer.Finish();
}

// Behind the sheets and what the schema has between (18.2.27).
absl::StatusOr<std::string> AppendName(const XmlPart& part, std::string_view attributes,
                                       std::string_view formula) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  if (!xml.Next()) return xml.StatusFor(part.name);
  const std::string root(xml.name());
  const std::string element = Concat(Tag("<", root, "definedName"), attributes, ">",
                                     Escaped(formula), Tag("</", root, "definedName"), ">");
  while (xml.NextChild()) {
    if (xml.local_name() != "definedNames") {
      xml.SkipElement();
      continue;
    }
    const size_t tag_end = xml.end();
    const std::string name(xml.name());
    const bool empty = xml.self_closing();
    if (!xml.SkipElement()) break;
    if (empty) {
      splicer.Replace(tag_end - 2, tag_end, Concat(">", element, "</", name, ">"));
    } else {
      splicer.Insert(xml.begin(), element);
    }
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  XmlScanner again(part.xml, part.max_depth);
  const size_t place =
      FindChildPlace(&again, {"fileVersion", "fileSharing", "workbookPr", "workbookProtection",
                              "bookViews", "sheets", "functionGroups", "externalReferences"});
  splicer.Insert(place, Concat(Tag("<", root, "definedNames"), ">", element,
                               Tag("</", root, "definedNames"), ">"));
  return splicer.Finish();
}

bool IsLambda(std::string_view formula) {
  if (formula.starts_with("_xlfn.")) formula.remove_prefix(6);
  return ToUpperAscii(formula.substr(0, 7)) == "LAMBDA(";
}

// The part without the names of `gone`; the list goes with its last name.
absl::StatusOr<std::string> RemoveName(const XmlPart& part, const DefinedName& gone) {
  ASSIGN_OR_RETURN(std::string without,
                   EditElement(part, gone, [](XmlScanner* xml, Splicer* splicer) {
                     const size_t begin = xml->begin();
                     if (xml->SkipElement()) splicer->Replace(begin, xml->end(), "");
                     return absl::OkStatus();
                   }));
  const XmlPart left{part.name, without, part.max_depth};
  return RemoveChildren(left, [](const XmlScanner& xml) {
    if (xml.local_name() != "definedNames") return false;
    XmlScanner ahead = xml;
    return !ahead.NextChild();
  });
}

}  // namespace

RenameName RenameOf(const std::vector<DefinedName>& names, const DefinedName& name,
                    std::string to) {
  RenameName rename{name.name, std::move(to), name.sheet, {}, IsLambda(name.refers_to)};
  if (name.sheet >= 0) return rename;
  for (const DefinedName& other : names) {
    if (other.sheet >= 0 && FoldCase(other.name) == FoldCase(name.name)) {
      rename.hidden_on.push_back(other.sheet);
    }
  }
  return rename;
}

absl::Status DefineNameOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  RETURN_IF_ERROR(CheckName("name", fields_.name));
  ASSIGN_OR_RETURN(const int scope, ScopeOf(document, fields_.scope));
  RETURN_IF_ERROR(
      CheckNameIsFree(document, "name", fields_.name, scope, "", editor->cancellation()));
  ASSIGN_OR_RETURN(const std::string formula,
                   CheckRefersTo(document, fields_.refers_to.value_or("")));
  std::string attributes = Concat(" name=\"", Escaped(fields_.name), "\"");
  if (const std::string comment = fields_.comment.value_or(""); !comment.empty()) {
    attributes += Concat(" comment=\"", Escaped(EncodeXstring(comment)), "\"");
  }
  if (scope >= 0) attributes += Concat(" localSheetId=\"", scope, "\"");
  if (fields_.hidden.value_or(false)) attributes += " hidden=\"1\"";
  return editor->Edit(document.workbook_part(),
                      [&](const XmlPart& part) { return AppendName(part, attributes, formula); });
}

absl::Status UpdateNameOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int scope, ScopeOf(document, fields_.scope));
  std::optional<std::string> formula;
  if (fields_.refers_to.has_value()) {
    ASSIGN_OR_RETURN(formula, CheckRefersTo(document, *fields_.refers_to));
  }
  if (!new_name_.empty()) RETURN_IF_ERROR(CheckName("new_name", new_name_));
  ASSIGN_OR_RETURN(const DefinedName* const name, FindName(document, fields_.name, scope));
  const bool renames = !new_name_.empty() && new_name_ != name->name;
  if (renames) {
    if (name->name.starts_with("_xl")) {
      return platform::InvalidArgument(
          ErrorReason::kInvalidArgument,
          Concat("new_name: ", Quoted(name->name), " belongs to Excel and keeps its name"),
          {{"field", "new_name"}});
    }
    RETURN_IF_ERROR(CheckNameIsFree(document, "new_name", new_name_, scope, name->name,
                                    editor->cancellation()));
    RETURN_IF_ERROR(
        RewriteAllReferences(RenameOf(document.defined_names(), *name, new_name_), editor));
  }
  const auto edit = [&](XmlScanner* xml, Splicer* splicer) {
    if (renames) splicer->SetAttribute(*xml, "name", Escaped(new_name_));
    if (fields_.comment.has_value()) {
      splicer->SetAttribute(*xml, "comment", Escaped(EncodeXstring(*fields_.comment)));
    }
    if (fields_.hidden.has_value()) {
      splicer->SetAttribute(*xml, "hidden", *fields_.hidden ? "1" : "0");
    }
    if (!formula.has_value()) return absl::OkStatus();
    const size_t begin = xml->end();
    const bool empty = xml->self_closing();
    const std::string element(xml->name());
    if (!xml->SkipElement()) return absl::OkStatus();
    if (empty) {
      splicer->Replace(begin - 2, begin, Concat(">", Escaped(*formula), "</", element, ">"));
    } else {
      splicer->Replace(begin, xml->begin(), Escaped(*formula));
    }
    return absl::OkStatus();
  };
  return editor->Edit(document.workbook_part(),
                      [&](const XmlPart& part) { return EditElement(part, *name, edit); });
}

absl::Status DeleteNameOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int scope, ScopeOf(document, scope_));
  ASSIGN_OR_RETURN(const DefinedName* const name, FindName(document, name_, scope));
  return editor->Edit(document.workbook_part(),
                      [&](const XmlPart& part) { return RemoveName(part, *name); });
}

}  // namespace sheetgate::spreadsheet

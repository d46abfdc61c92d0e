#include "spreadsheet/edit/comment_operation.h"

#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/note_shapes.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr std::string_view kCommentsType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
constexpr std::string_view kVmlType = "application/vnd.openxmlformats-officedocument.vmlDrawing";

absl::Status Conflict(CellRef cell, std::string_view what) {
  return platform::FailedPrecondition(ErrorReason::kStructureConflict,
                                      Concat(FormatCell(cell), " ", what));
}

// Whether the cell has a note; refuses cells with a threaded comment.
absl::StatusOr<bool> HasNote(const PackageEditor& editor, int sheet, CellRef cell) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const SheetObjects> objects,
                   editor.document().LoadObjects(sheet, editor.cancellation()));
  bool note = false;
  for (const Comment& comment : objects->comments) {
    if (comment.cell != cell) continue;
    if (comment.thread) {
      return Conflict(cell,
                      "has a threaded comment; only Excel can change those, since each post "
                      "belongs to a person who signed in. Use another cell for a note");
    }
    note = true;
  }
  return note;
}

// A note's text as Excel writes it (18.7.7 text).
std::string TextElement(std::string_view text, std::string_view root) {
  std::string out =
      Concat(Tag("<", root, "text"), ">", Tag("<", root, "r"), ">", Tag("<", root, "rPr"), ">",
             Tag("<", root, "sz"), " val=\"9\"/>", Tag("<", root, "color"), " indexed=\"81\"/>",
             Tag("<", root, "rFont"), " val=\"Tahoma\"/>", Tag("<", root, "family"), " val=\"2\"/>",
             Tag("</", root, "rPr"), ">");
  AppendTextElement("t", root, text, &out);
  return Concat(out, Tag("</", root, "r"), ">", Tag("</", root, "text"), ">");
}

// The part with `author` among its authors, whose number goes to `index`.
absl::StatusOr<std::string> PlaceAuthor(const XmlPart& comments, const std::string& author,
                                        int* index) {
  *index = 0;
  Splicer splicer(comments.xml);
  XmlScanner xml(comments.xml, comments.max_depth);
  if (!xml.Next()) return xml.StatusFor(comments.name);
  std::string element = Tag("<", xml.name(), "author") + ">";
  AppendEscaped(EncodeXstring(author), &element);
  element += Tag("</", xml.name(), "author") + ">";
  const std::string list = Tag("", xml.name(), "authors");
  const size_t behind_root = xml.end();
  while (xml.NextChild()) {
    if (xml.local_name() != "authors") {
      xml.SkipElement();
      continue;
    }
    const bool empty = xml.self_closing();
    const size_t tag_end = xml.end();
    while (xml.NextChild()) {
      std::string name;
      while (xml.Next() && xml.token() != XmlToken::kEnd) {
        if (xml.token() == XmlToken::kText) AppendDecoded(xml.text(), xml.cdata(), &name);
      }
      DecodeXstring(&name);
      if (name == author) return std::string(comments.xml);
      ++*index;
    }
    RETURN_IF_ERROR(xml.StatusFor(comments.name));
    if (empty) {
      splicer.Replace(tag_end - 2, tag_end, Concat(">", element, "</", list, ">"));
    } else {
      splicer.Insert(xml.begin(), element);
    }
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(comments.name));
  splicer.Insert(behind_root, Concat("<", list, ">", element, "</", list, ">"));
  return splicer.Finish();
}

// The part with a comment at the place its cell has in the order of rows.
absl::StatusOr<std::string> InsertComment(const XmlPart& comments, CellRef cell, int author,
                                          std::string_view text) {
  Splicer splicer(comments.xml);
  XmlScanner xml(comments.xml, comments.max_depth);
  if (!xml.Next()) return xml.StatusFor(comments.name);
  const std::string root(xml.name());
  const std::string element =
      Concat(Tag("<", root, "comment"), " ref=\"", FormatCell(cell), "\" authorId=\"", author,
             "\" shapeId=\"0\">", TextElement(text, root), Tag("</", root, "comment"), ">");
  while (xml.NextChild()) {
    if (xml.local_name() != "commentList") {
      xml.SkipElement();
      continue;
    }
    const size_t tag_end = xml.end();
    const bool empty = xml.self_closing();
    size_t place = tag_end;
    while (xml.NextChild()) {
      const auto other = TryParseRange(Decoded(xml.Attribute("ref").value_or("")));
      if (!xml.SkipElement()) break;
      if (other.has_value() && other->first < cell) place = xml.end();
    }
    RETURN_IF_ERROR(xml.StatusFor(comments.name));
    if (empty) {
      splicer.Replace(tag_end - 2, tag_end,
                      Concat(">", element, Tag("</", root, "commentList"), ">"));
    } else {
      splicer.Insert(place, element);
    }
    return splicer.Finish();
  }
  RETURN_IF_ERROR(xml.StatusFor(comments.name));
  XmlScanner again(comments.xml, comments.max_depth);
  splicer.Insert(
      FindChildPlace(&again, {"authors"}),
      Concat(Tag("<", root, "commentList"), ">", element, Tag("</", root, "commentList"), ">"));
  return splicer.Finish();
}

// The part with another text or author (its number) of the comment on a cell, or without it.
struct CommentChange {
  bool remove = false;
  std::optional<std::string> text;
  std::optional<int> author;
};
absl::StatusOr<std::string> ChangeComment(const XmlPart& comments, CellRef cell,
                                          const CommentChange& change) {
  Splicer splicer(comments.xml);
  XmlScanner xml(comments.xml, comments.max_depth);
  if (!xml.Next()) return xml.StatusFor(comments.name);
  const std::string root(xml.name());
  while (xml.Next()) {
    if (xml.token() != XmlToken::kStart || xml.local_name() != "comment") continue;
    const auto ref = TryParseRange(Decoded(xml.Attribute("ref").value_or("")));
    if (!ref.has_value() || ref->first != cell) continue;
    const size_t begin = xml.begin();
    if (change.remove) {
      if (xml.SkipElement()) splicer.Replace(begin, xml.end(), "");
      continue;
    }
    if (change.author.has_value()) {
      splicer.SetAttribute(xml, "authorId", std::to_string(*change.author));
    }
    while (xml.NextChild()) {
      const bool is_text = xml.local_name() == "text";
      const size_t at = xml.begin();
      if (!xml.SkipElement()) break;
      if (is_text && change.text.has_value()) {
        splicer.Replace(at, xml.end(), TextElement(*change.text, root));
      }
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(comments.name));
  return splicer.Finish();
}

bool HasComments(const XmlPart& comments) {
  XmlScanner xml(comments.xml, comments.max_depth);
  while (xml.Next()) {
    if (xml.token() == XmlToken::kStart && xml.local_name() == "comment") return true;
  }
  return false;
}

class Notes {
 public:
  static absl::StatusOr<Notes> Open(PackageEditor* editor, const std::string& sheet_name) {
    Notes notes(editor);
    ASSIGN_OR_RETURN(notes.sheet_, FindWorksheet(editor->document(), sheet_name));
    notes.part_ = editor->document().sheet_part(notes.sheet_);
    ASSIGN_OR_RETURN(notes.comments_, editor->Related(notes.part_, "comments"));
    ASSIGN_OR_RETURN(notes.drawings_, editor->Related(notes.part_, "vmlDrawing"));
    ASSIGN_OR_RETURN(notes.legacy_, notes.LegacyDrawing());
    return notes;
  }

  int sheet() const { return sheet_; }

  absl::Status Add(const NoteFields& fields) {
    if (comments_.empty()) RETURN_IF_ERROR(AddCommentsPart());
    if (legacy_.empty()) RETURN_IF_ERROR(AddDrawing());
    ASSIGN_OR_RETURN(const int author, Author(comments_.front(), fields.author.value_or("")));
    RETURN_IF_ERROR(editor_->Edit(comments_.front(), [&](const XmlPart& part) {
      return InsertComment(part, fields.cell, author, fields.text.value_or(""));
    }));
    NoteBox box;
    box.width = fields.width.value_or(box.width);
    box.height = fields.height.value_or(box.height);
    box.visible = fields.visible.value_or(box.visible);
    return EditDrawing(legacy_,
                       [&](std::string_view vml) { return AddNoteShape(vml, fields.cell, box); });
  }

  absl::Status Change(const NoteFields& fields) {
    for (const std::string& comments : comments_) {
      CommentChange change;
      change.text = fields.text;
      if (fields.author.has_value()) {
        ASSIGN_OR_RETURN(change.author, Author(comments, *fields.author));
      }
      RETURN_IF_ERROR(editor_->Edit(
          comments, [&](const XmlPart& part) { return ChangeComment(part, fields.cell, change); }));
    }
    for (const std::string& drawing : drawings_) {
      RETURN_IF_ERROR(EditDrawing(drawing, [&](std::string_view vml) {
        return ChangeNoteShape(vml, fields.cell, fields.width, fields.height, fields.visible);
      }));
    }
    return absl::OkStatus();
  }

  absl::Status Delete(CellRef cell) {
    CommentChange change;
    change.remove = true;
    for (const std::string& comments : comments_) {
      RETURN_IF_ERROR(editor_->Edit(
          comments, [&](const XmlPart& part) { return ChangeComment(part, cell, change); }));
      ASSIGN_OR_RETURN(const std::string left, editor_->Read(comments));
      if (!HasComments(XmlPart{comments, left, editor_->max_depth()})) {
        RETURN_IF_ERROR(RemovePart(comments));
      }
    }
    for (const std::string& drawing : drawings_) {
      RETURN_IF_ERROR(
          EditDrawing(drawing, [&](std::string_view vml) { return RemoveNoteShape(vml, cell); }));
      ASSIGN_OR_RETURN(const std::string left, editor_->Read(drawing));
      if (HasShapes(left) || drawing != legacy_) continue;
      RETURN_IF_ERROR(editor_->Edit(
          part_, [](const XmlPart& part) { return SetWorksheetChild(part, "legacyDrawing", ""); }));
      RETURN_IF_ERROR(RemovePart(drawing));
    }
    return absl::OkStatus();
  }

 private:
  explicit Notes(PackageEditor* editor) : editor_(editor) {}

  // The drawing the sheet's legacyDrawing (18.3.1.51) names: headers have others. Empty when none.
  absl::StatusOr<std::string> LegacyDrawing() const {
    ASSIGN_OR_RETURN(const std::string text, editor_->Read(part_));
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, editor_->Relationships(part_));
    XmlScanner xml(text, editor_->max_depth());
    if (!xml.Next()) return xml.StatusFor(part_);
    while (xml.NextChild()) {
      if (xml.local_name() == "legacyDrawing") {
        const std::string id = Decoded(xml.PrefixedAttribute("id").value_or(""));
        for (const Relationship& known : relationships) {
          if (known.id == id) return known.target;
        }
      }
      xml.SkipElement();
    }
    RETURN_IF_ERROR(xml.StatusFor(part_));
    return std::string();
  }

  std::string Folder() const {
    const std::string& workbook = editor_->document().workbook_part();
    return workbook.substr(0, workbook.rfind('/') + 1);
  }

  absl::StatusOr<bool> Strict() const {
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships,
                     editor_->Relationships(editor_->document().workbook_part()));
    return IsStrict(relationships);
  }

  absl::Status AddCommentsPart() {
    ASSIGN_OR_RETURN(const bool strict, Strict());
    const std::string part = editor_->NewPartName(Folder() + "comments", ".xml");
    RETURN_IF_ERROR(editor_->Add(
        part, kCommentsType,
        Concat("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"",
               strict ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
                      : "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
               "\"><authors></authors><commentList></commentList></comments>")));
    RETURN_IF_ERROR(editor_->Relate(part_, "comments", part).status());
    comments_.push_back(part);
    return absl::OkStatus();
  }

  absl::Status AddDrawing() {
    ASSIGN_OR_RETURN(const bool strict, Strict());
    const std::string part = editor_->NewPartName(Folder() + "drawings/vmlDrawing", ".vml");
    RETURN_IF_ERROR(editor_->Add(part, kVmlType, EmptyNoteDrawing(sheet_ + 1)));
    ASSIGN_OR_RETURN(const std::string id, editor_->Relate(part_, "vmlDrawing", part));
    const std::string_view space =
        strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
               : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    RETURN_IF_ERROR(editor_->Edit(part_, [&](const XmlPart& sheet) -> absl::StatusOr<std::string> {
      XmlScanner xml(sheet.xml, sheet.max_depth);
      if (!xml.Next()) return xml.StatusFor(sheet.name);
      return SetWorksheetChild(sheet, "legacyDrawing",
                               Concat(Tag("<", xml.name(), "legacyDrawing"), " xmlns:r=\"", space,
                                      "\" r:id=\"", id, "\"/>"));
    }));
    legacy_ = part;
    return absl::OkStatus();
  }

  absl::StatusOr<int> Author(const std::string& comments, const std::string& author) {
    int index = 0;
    RETURN_IF_ERROR(editor_->Edit(
        comments, [&](const XmlPart& part) { return PlaceAuthor(part, author, &index); }));
    return index;
  }

  absl::Status EditDrawing(const std::string& drawing,
                           absl::FunctionRef<std::string(std::string_view)> edit) {
    return editor_->Edit(drawing, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
      return edit(part.xml);
    });
  }

  absl::Status RemovePart(const std::string& part) {
    ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, editor_->Relationships(part_));
    for (const Relationship& relationship : relationships) {
      if (relationship.external || relationship.target != part) continue;
      RETURN_IF_ERROR(editor_->RemoveRelationship(part_, relationship.id));
    }
    return editor_->Remove(part);
  }

  PackageEditor* editor_;
  int sheet_ = 0;
  std::string part_;
  std::vector<std::string> comments_;
  std::vector<std::string> drawings_;
  std::string legacy_;
};

}  // namespace

absl::Status AddCommentOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(Notes notes, Notes::Open(editor, sheet_name_));
  ASSIGN_OR_RETURN(const bool has, HasNote(*editor, notes.sheet(), fields_.cell));
  if (has) return Conflict(fields_.cell, "has a note already; change_comment changes it");
  return notes.Add(fields_);
}

absl::Status ChangeCommentOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(Notes notes, Notes::Open(editor, sheet_name_));
  ASSIGN_OR_RETURN(const bool has, HasNote(*editor, notes.sheet(), fields_.cell));
  if (!has) return Conflict(fields_.cell, "has no note; add_comment adds one");
  return notes.Change(fields_);
}

absl::Status DeleteCommentOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  ASSIGN_OR_RETURN(Notes notes, Notes::Open(editor, sheet_name_));
  ASSIGN_OR_RETURN(const bool has, HasNote(*editor, notes.sheet(), cell_));
  if (!has) return Conflict(cell_, "has no note; list_objects lists comments");
  return notes.Delete(cell_);
}

}  // namespace sheetgate::spreadsheet

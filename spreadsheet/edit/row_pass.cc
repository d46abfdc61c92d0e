#include "spreadsheet/edit/row_pass.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/tag_reader.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kCheckEvery = 1024;  // rows

class RowPass {
 public:
  RowPass(const XmlPart& worksheet, std::string_view rows, std::string prefix, const RowSpan& span,
          const platform::CancellationToken& cancellation,
          absl::FunctionRef<absl::Status(RowEdit*)> edit)
      : worksheet_(worksheet),
        rows_(rows),
        prefix_(std::move(prefix)),
        span_(span),
        cancellation_(cancellation),
        edit_(edit),
        next_(span.first) {}

  absl::StatusOr<std::string> Run() {
    TagReader tags(rows_);
    XmlTag tag;
    while (tags.Next(&tag)) {
      if (tag.name != "row" || tag.closing) continue;
      RETURN_IF_ERROR(Row(tag, &tags));
    }
    out_ += rows_.substr(copied_);
    RETURN_IF_ERROR(Unstored(kMaxRow));
    return std::move(out_);
  }

 private:
  absl::Status Row(const XmlTag& tag, TagReader* tags) {
    const auto number = ParseUnsigned(tag.Attribute("r").value_or(""));
    const int32_t row = number.has_value() && *number <= static_cast<uint32_t>(kMaxRow)
                            ? static_cast<int32_t>(*number)
                            : last_ + 1;
    if (row <= last_) {
      return CorruptPart(worksheet_.name, Concat("row ", row, " stands behind row ", last_));
    }
    last_ = row;
    out_ += rows_.substr(copied_, tag.begin - copied_);
    copied_ = tag.begin;
    RETURN_IF_ERROR(Unstored(row - 1));
    next_ = std::max(next_, row + 1);
    XmlTag end = tag;
    while (!tag.self_closing && tags->Next(&end)) {
      if (end.name != "row") continue;
      if (end.closing) break;
      return CorruptPart(worksheet_.name, Concat("row ", row, " has a row in it"));
    }
    const size_t cells_end = tag.self_closing ? tag.end : end.begin;
    RowEdit edit{row, TagAttributes(std::string(tag.text)),
                 rows_.substr(tag.end, cells_end - tag.end), std::nullopt};
    if (!number.has_value()) edit.tag.Set("r", std::to_string(row));
    RETURN_IF_ERROR(Call(&edit));
    if (edit.new_cells.has_value() || edit.tag.text() != tag.text) {
      Emit(edit, edit.new_cells.has_value() ? *edit.new_cells : std::string(edit.cells));
      copied_ = end.end;
    }
    return absl::OkStatus();
  }

  // Rows of the span up to `last` that are not stored.
  absl::Status Unstored(int32_t last) {
    for (; next_ <= std::min(last, span_.last); ++next_) {
      const std::string plain = Concat("<", prefix_, "row r=\"", next_, "\"/>");
      RowEdit edit{next_, TagAttributes(plain), {}, std::nullopt};
      RETURN_IF_ERROR(Call(&edit));
      if (edit.tag.text() != plain || !edit.new_cells.value_or("").empty()) {
        Emit(edit, edit.new_cells.value_or(""));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Call(RowEdit* edit) {
    if (++calls_ % kCheckEvery == 0) RETURN_IF_ERROR(cancellation_.Check());
    return edit_(edit);
  }

  void Emit(const RowEdit& edit, const std::string& cells) {
    std::string_view tag = edit.tag.text();
    if (cells.empty() && edit.tag.self_closing()) {
      out_ += tag;
      return;
    }
    if (edit.tag.self_closing()) tag.remove_suffix(2);
    out_ += tag;
    if (edit.tag.self_closing()) out_ += '>';
    out_ += cells;
    out_ += Concat("</", prefix_, "row>");
  }

  const XmlPart& worksheet_;
  const std::string_view rows_;
  const std::string prefix_;
  const RowSpan span_;
  const platform::CancellationToken& cancellation_;
  const absl::FunctionRef<absl::Status(RowEdit*)> edit_;
  std::string out_;
  size_t copied_ = 0;
  int32_t next_ = 1;
  int32_t last_ = 0;
  int calls_ = 0;
};

}  // namespace

absl::StatusOr<std::string> EditRows(const XmlPart& worksheet, const RowSpan& span,
                                     const platform::CancellationToken& cancellation,
                                     absl::FunctionRef<absl::Status(RowEdit*)> edit) {
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  while (xml.NextChild()) {
    const bool found = xml.local_name() == "sheetData";
    const XmlScanner start = xml;
    if (!xml.SkipElement()) break;
    if (!found) continue;
    const std::string_view name = start.name();
    const std::string prefix(name.substr(0, name.size() - start.local_name().size()));
    const size_t rows_end = start.self_closing() ? start.end() : xml.begin();
    const std::string_view rows = worksheet.xml.substr(start.end(), rows_end - start.end());
    ASSIGN_OR_RETURN(std::string after,
                     RowPass(worksheet, rows, prefix, span, cancellation, edit).Run());
    if (after == rows) return std::string(worksheet.xml);
    std::string out(worksheet.xml.substr(0, start.end()));
    out.reserve(worksheet.xml.size() + after.size() - rows.size() + name.size() + 3);
    if (start.self_closing()) {
      out.resize(out.size() - 2);
      out += '>';
    }
    out += after;
    if (start.self_closing()) out += Concat("</", name, ">");
    out += worksheet.xml.substr(rows_end);
    return out;
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return CorruptPart(worksheet.name, "it has no sheetData");
}

absl::StatusOr<std::string> ReadWorksheet(const PackageEditor& editor, const std::string& part) {
  ASSIGN_OR_RETURN(std::string xml, editor.Read(part));
  if (HasOnlyElements(xml)) return xml;
  return OnlyElements(XmlPart{part, xml, editor.max_depth()});
}

}  // namespace sheetgate::spreadsheet

// Two searches pass over the rows: for their end tag, and for comments and CDATA sections, which
// could hold its likeness.
#include "spreadsheet/xlsx/sheet_frame.h"

#include <optional>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/markup.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

class Cutter {
 public:
  Cutter(std::string_view part, PartStream* stream) : part_(part), stream_(*stream) {}

  absl::StatusOr<SheetFrame> Cut() {
    ASSIGN_OR_RETURN(const bool rows, KeepUntilRows());
    if (rows) RETURN_IF_ERROR(SkipRows());
    RETURN_IF_ERROR(KeepRest());
    return std::move(frame_);
  }

 private:
  // Moves `bytes` of the window into the frame.
  absl::Status Keep(size_t bytes) {
    if (frame_.xml.size() + bytes > kMaxFrameBytes) return TooLarge();
    frame_.xml.append(stream_.window().substr(0, bytes));
    stream_.Consume(bytes);
    return absl::OkStatus();
  }

  absl::Status TooLarge() const {
    return PackageTooLarge(
        Concat("part ", Quoted(part_), " holds more than ", kMaxFrameBytes, " bytes besides rows"),
        static_cast<int64_t>(kMaxFrameBytes));
  }

  // The piece the window begins with, filling it as far as needed; nullopt at the end of the part,
  // also in the middle of a piece.
  absl::StatusOr<std::optional<Markup>> NextMarkup() {
    while (true) {
      if (!stream_.window().empty()) {
        if (const std::optional<Markup> markup = ScanMarkup(stream_.window())) return markup;
      }
      if (stream_.window().size() > kMaxFrameBytes) return TooLarge();
      ASSIGN_OR_RETURN(const bool more, stream_.Fill());
      if (!more) return std::nullopt;
    }
  }

  // Keeps everything up to and with the start tag of sheetData, a child of the root; false when the
  // part ends without one that has content.
  absl::StatusOr<bool> KeepUntilRows() {
    int depth = 0;
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<Markup> markup, NextMarkup());
      if (!markup.has_value()) return false;
      const bool is_tag = markup->kind == MarkupKind::kStart || markup->kind == MarkupKind::kEmpty;
      const bool is_rows = is_tag && depth == 1 && LocalPart(markup->name) == "sheetData";
      const MarkupKind kind = markup->kind;
      if (is_rows) end_tag_ = Concat("</", markup->name);
      RETURN_IF_ERROR(Keep(markup->text.size()));
      if (is_rows) return kind == MarkupKind::kStart;
      if (kind == MarkupKind::kStart) ++depth;
      if (kind == MarkupKind::kEnd) --depth;
    }
  }

  // Drops everything up to the end tag.
  absl::Status SkipRows() {
    frame_.cut_at = frame_.xml.size();
    const uint64_t begin = stream_.offset();
    while (true) {
      const std::string_view window = stream_.window();
      const size_t end = FindText(window, end_tag_);
      const size_t declaration = FindDeclaration(window.substr(0, end));
      if (declaration != std::string_view::npos) {
        stream_.Consume(declaration);
        ASSIGN_OR_RETURN(const std::optional<Markup> markup, NextMarkup());
        if (!markup.has_value()) return EndsAmongRows();
        stream_.Consume(markup->text.size());
        continue;
      }
      if (end != std::string_view::npos) {
        stream_.Consume(end);
        frame_.cut_bytes = stream_.offset() - begin;
        return absl::OkStatus();
      }
      // All but what may be the beginning of the end tag.
      const size_t kept = end_tag_.size() - 1;
      if (window.size() > kept) stream_.Consume(window.size() - kept);
      ASSIGN_OR_RETURN(const bool more, stream_.Fill());
      if (!more) return EndsAmongRows();
    }
  }

  absl::Status EndsAmongRows() const { return CorruptPart(part_, "it ends among its rows"); }

  absl::Status KeepRest() {
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(Keep(stream_.window().size()));
      ASSIGN_OR_RETURN(more, stream_.Fill());
    }
    return absl::OkStatus();
  }

  const std::string_view part_;
  PartStream& stream_;
  std::string end_tag_;  // without what may follow the name
  SheetFrame frame_;
};

}  // namespace

bool IsUtf16(std::string_view head) {
  return head.starts_with("\xFE\xFF") || head.starts_with("\xFF\xFE") ||
         head.starts_with(std::string_view("\0<", 2)) ||
         head.starts_with(std::string_view("<\0", 2));
}

absl::StatusOr<SheetFrame> ReadSheetFrame(const Package& package, std::string_view part,
                                          const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(PartStream stream, package.Stream(part, cancellation));
  RETURN_IF_ERROR(stream.Fill().status());
  if (IsUtf16(stream.window())) {
    ASSIGN_OR_RETURN(std::string bytes, package.Read(part, cancellation));
    ASSIGN_OR_RETURN(const std::string xml, DecodeXmlPart(part, std::move(bytes)));
    PartStream decoded{std::string_view(xml)};
    return Cutter(part, &decoded).Cut();
  }
  ASSIGN_OR_RETURN(SheetFrame frame, Cutter(part, &stream).Cut());
  ASSIGN_OR_RETURN(frame.xml, DecodeXmlPart(part, std::move(frame.xml)));
  return frame;
}

}  // namespace sheetgate::spreadsheet

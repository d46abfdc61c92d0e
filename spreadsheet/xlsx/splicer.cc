// Pieces are sorted once, at the end.
#include "spreadsheet/xlsx/splicer.h"

#include <algorithm>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {

void Splicer::Replace(size_t begin, size_t end, std::string with) {
  pieces_.push_back({begin, end, std::move(with)});
}

void Splicer::SetAttribute(const XmlScanner& xml, std::string_view name, std::string_view value) {
  if (const auto old = xml.Attribute(name); old.has_value()) {
    const size_t begin = xml.OffsetOf(*old);
    Replace(begin, begin + old->size(), std::string(value));
  } else {
    Insert(xml.OffsetOf(xml.name()) + xml.name().size(), Concat(" ", name, "=\"", value, "\""));
  }
}

std::string Splicer::Finish() {
  std::string out;
  size_t size = input_.size();
  for (const Piece& piece : pieces_) size += piece.with.size();
  out.reserve(size);
  StringSink sink(&out);
  WriteTo(&sink).IgnoreError();  // a string takes everything
  return out;
}

absl::Status Splicer::WriteTo(ByteSink* out) {
  std::stable_sort(pieces_.begin(), pieces_.end(),
                   [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
  size_t done = 0;
  for (const Piece& piece : pieces_) {
    RETURN_IF_ERROR(out->Append(input_.substr(done, piece.begin - done)));
    RETURN_IF_ERROR(out->Append(piece.with));
    done = piece.end;
  }
  return out->Append(input_.substr(done));
}

std::string Tag(std::string_view opening, std::string_view like, std::string_view local_name) {
  const size_t colon = like.find(':');
  const std::string_view prefix = colon == std::string_view::npos ? "" : like.substr(0, colon + 1);
  return Concat(opening, prefix, local_name);
}

}  // namespace sheetgate::spreadsheet

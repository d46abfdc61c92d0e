#include "spreadsheet/xlsx/feature_xml.h"

#include <charconv>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

}  // namespace

FeatureXml::FeatureXml(std::string_view xml, int max_depth,
                       const platform::CancellationToken& cancellation)
    : scanner_(xml, max_depth), cancellation_(cancellation) {
  scanner_.Next();
}

bool FeatureXml::NextChild() {
  constexpr uint32_t kCheckEvery = 1024;
  if (++steps_ % kCheckEvery == 0 && cancelled_.ok()) cancelled_ = cancellation_.Check();
  return cancelled_.ok() && scanner_.NextChild();
}

std::string FeatureXml::Decode(std::string_view raw) {
  std::string text;
  // Written white space in an attribute is a space; a reference to a line end stays one (XML 1.0,
  // 3.3.3).
  if (raw.find_first_of("\t\r\n") != std::string_view::npos) {
    std::string normal;
    for (size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') continue;
      normal.push_back(kSpace.find(raw[i]) == std::string_view::npos ? raw[i] : ' ');
    }
    if (AppendDecoded(normal, /*cdata=*/false, &text)) return text;
  } else if (AppendDecoded(raw, /*cdata=*/false, &text)) {
    return text;
  }
  if (!malformed_reference_.has_value()) malformed_reference_ = scanner_.OffsetOf(raw);
  return text;
}

std::string FeatureXml::Text(std::string_view attribute) {
  return Decode(scanner_.Attribute(attribute).value_or(""));
}

std::string FeatureXml::Text(std::string_view attribute, std::string_view missing) {
  const std::optional<std::string_view> value = scanner_.Attribute(attribute);
  return value.has_value() ? Decode(*value) : std::string(missing);
}

std::string FeatureXml::Xstring(std::string_view attribute) {
  std::string text = Text(attribute);
  DecodeXstring(&text);
  return text;
}

bool FeatureXml::Flag(std::string_view attribute, bool missing) {
  const std::optional<std::string_view> value = scanner_.Attribute(attribute);
  return value.has_value() ? *value == "1" || *value == "true" || *value == "on" : missing;
}

std::optional<uint32_t> FeatureXml::Number(std::string_view attribute) {
  const std::string_view text = TrimXmlSpace(scanner_.Attribute(attribute).value_or(""));
  uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

std::optional<RangeRef> FeatureXml::Range(std::string_view attribute) {
  return TryParseRange(TrimXmlSpace(Text(attribute)));
}

std::string FeatureXml::Color() {
  std::string color = "auto";
  if (Has("rgb")) {
    color = Text("rgb");
  } else if (Has("theme")) {
    color = Concat("theme:", Text("theme"));
  } else if (Has("indexed")) {
    color = Concat("indexed:", Text("indexed"));
  }
  if (Has("tint")) color += Concat(":", Text("tint"));
  return color;
}

std::string FeatureXml::PrefixedText(std::string_view local_name) {
  return Decode(scanner_.PrefixedAttribute(local_name).value_or(""));
}

std::string FeatureXml::ReadText(std::string_view child) {
  std::string text;
  const int inside = scanner_.depth();
  while (scanner_.Next()) {
    if (scanner_.token() == XmlToken::kEnd && scanner_.depth() < inside) break;
    if (scanner_.token() == XmlToken::kStart) {
      if (child.empty() || name() != child) Skip();
    } else if (scanner_.token() == XmlToken::kText &&
               !AppendDecoded(scanner_.text(), scanner_.cdata(), &text) &&
               !malformed_reference_.has_value()) {
      malformed_reference_ = scanner_.OffsetOf(scanner_.text());
    }
  }
  return text;
}

std::string FeatureXml::Content(std::string_view child) {
  return std::string(TrimXmlSpace(ReadText(child)));
}

std::string FeatureXml::RawContent() { return ReadText({}); }

std::string FeatureXml::Formula() {
  std::string formula = Content("f");
  DecodeXstring(&formula);
  if (formula.starts_with('=')) formula.erase(0, 1);
  return formula;
}

absl::Status FeatureXml::Finish(std::string_view part,
                                absl::FunctionRef<uint64_t(size_t offset)> part_offset) {
  RETURN_IF_ERROR(cancelled_);
  while (scanner_.Next()) {
  }
  if (!scanner_.ok()) {
    return CorruptPart(
        part, Concat("its XML is not well-formed at byte ", part_offset(scanner_.error_offset()),
                     " (", scanner_.error(), ")"));
  }
  if (malformed_reference_.has_value()) {
    return CorruptPart(part, Concat("its XML is not well-formed: an unknown character reference "
                                    "in the text at byte ",
                                    part_offset(*malformed_reference_)));
  }
  return absl::OkStatus();
}

absl::Status FeatureXml::Finish(std::string_view part) {
  return Finish(part, [](size_t offset) { return uint64_t{offset}; });
}

std::vector<RangeRef> ParseSqref(std::string_view text) {
  std::vector<RangeRef> ranges;
  size_t begin = text.find_first_not_of(kSpace);
  while (begin != std::string_view::npos) {
    const size_t end = text.find_first_of(kSpace, begin);
    if (const std::optional<RangeRef> range = TryParseRange(text.substr(begin, end - begin))) {
      ranges.push_back(*range);
    }
    begin = text.find_first_not_of(kSpace, end);
  }
  return ranges;
}

}  // namespace sheetgate::spreadsheet

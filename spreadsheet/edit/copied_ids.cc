#include "spreadsheet/edit/copied_ids.h"

#include <algorithm>
#include <vector>

#include "platform/base/sha256.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// In front of the id of a threaded comment, the author of the note that stands for it.
constexpr std::string_view kThreadAuthor = "tc=";
constexpr std::string_view kShapeId = "_x0000_s";
constexpr uint32_t kBlockSize = 1024;

// "{8-4-4-4-12}" (22.9.2.4 ST_Guid).
std::string NewGuid(std::string_view guid, std::string_view seed) {
  const std::string digits = ToUpperAscii(platform::Sha256Hex(Concat(ToUpperAscii(guid), seed)));
  const std::string_view text = digits;
  return Concat("{", text.substr(0, 8), "-", text.substr(8, 4), "-", text.substr(12, 4), "-",
                text.substr(16, 4), "-", text.substr(20, 12), "}");
}

bool IsId(std::string_view element, std::string_view attribute) {
  if (element == "threadedComment") return attribute == "id" || attribute == "parentId";
  if (element == "mention") return attribute == "mentionId";
  return attribute.find(':') != std::string_view::npos && LocalPart(attribute) == "uid";
}

void RenewAttributes(const XmlScanner& xml, std::string_view seed, Splicer* splicer) {
  for (const XmlAttribute& attribute : xml.attributes()) {
    const size_t value = xml.OffsetOf(attribute.value);
    const size_t end = value + attribute.value.size();
    if (xml.local_name() == "sheetPr" && attribute.name == "codeName") {
      splicer->Replace(xml.OffsetOf(attribute.name), end + 1, "");
    } else if (IsId(xml.local_name(), attribute.name)) {
      splicer->Replace(value, end, NewGuid(attribute.value, seed));
    }
  }
}

// The text `values` of the first idmap: "1" or "1,3".
struct IdMap {
  size_t begin = std::string_view::npos;
  size_t end = 0;
  std::vector<uint32_t> blocks;
};

IdMap FindIdMap(std::string_view vml) {
  constexpr std::string_view kAttribute = "data=\"";
  IdMap map;
  const size_t element = vml.find(":idmap");
  if (element == std::string_view::npos) return map;
  const size_t tag_end = vml.find('>', element);
  const size_t attribute = vml.find(kAttribute, element);
  if (attribute == std::string_view::npos || attribute > tag_end) return map;
  map.begin = attribute + kAttribute.size();
  map.end = std::min(vml.find('"', map.begin), vml.size());
  std::string_view list = vml.substr(map.begin, map.end - map.begin);
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const auto block = ParseUnsigned(TrimXmlSpace(list.substr(0, comma)));
    if (block.has_value()) map.blocks.push_back(*block);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return map;
}

}  // namespace

absl::StatusOr<std::string> RenewIds(const XmlPart& part, std::string_view seed) {
  Splicer splicer(part.xml);
  XmlScanner xml(part.xml, part.max_depth);
  bool author = false;
  while (xml.Next()) {
    const std::string_view name = xml.local_name();
    if (xml.token() == XmlToken::kText) {
      const std::string_view text = TrimXmlSpace(xml.text());
      if (!author || !text.starts_with(kThreadAuthor)) continue;
      const std::string_view guid = text.substr(kThreadAuthor.size());
      const size_t begin = xml.OffsetOf(guid);
      splicer.Replace(begin, begin + guid.size(), NewGuid(guid, seed));
      continue;
    }
    author = xml.token() == XmlToken::kStart && name == "author";
    if (xml.token() != XmlToken::kStart) continue;
    RenewAttributes(xml, seed, &splicer);
    if (xml.depth() != 2 || name != "sheetData" || xml.self_closing()) continue;
    const size_t rows_end = part.xml.rfind(Tag("</", xml.name(), name));
    if (rows_end != std::string_view::npos && rows_end >= xml.end()) xml.Continue(rows_end);
  }
  RETURN_IF_ERROR(xml.StatusFor(part.name));
  return splicer.Finish();
}

absl::StatusOr<uint32_t> HighestShapeBlock(const PackageEditor& editor) {
  uint32_t highest = 0;
  for (const std::string& part : editor.PartNames()) {
    if (!ToLowerAscii(part).ends_with(".vml")) continue;
    ASSIGN_OR_RETURN(const std::string vml, editor.Read(part));
    for (const uint32_t block : FindIdMap(vml).blocks) highest = std::max(highest, block);
  }
  return highest;
}

std::string RenumberShapes(std::string_view vml, uint32_t first) {
  const IdMap map = FindIdMap(vml);
  if (map.blocks.empty()) return std::string(vml);
  Splicer splicer(vml);
  std::string blocks;
  for (size_t i = 0; i < map.blocks.size(); ++i) blocks += Concat(i == 0 ? "" : ",", first + i);
  splicer.Replace(map.begin, map.end, blocks);
  for (size_t at = vml.find(kShapeId); at != std::string_view::npos;
       at = vml.find(kShapeId, at + kShapeId.size())) {
    const size_t begin = at + kShapeId.size();
    const size_t end = std::min(vml.find_first_not_of("0123456789", begin), vml.size());
    const auto id = ParseUnsigned(vml.substr(begin, end - begin));
    if (!id.has_value()) continue;
    const auto block = std::ranges::find(map.blocks, *id / kBlockSize);
    if (block == map.blocks.end()) continue;
    const auto index = static_cast<uint32_t>(block - map.blocks.begin());
    splicer.Replace(begin, end, std::to_string((first + index) * kBlockSize + *id % kBlockSize));
  }
  return splicer.Finish();
}

}  // namespace sheetgate::spreadsheet

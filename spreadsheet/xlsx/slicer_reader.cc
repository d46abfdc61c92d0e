// Caches belong to the workbook; slicers name theirs.
#include "spreadsheet/xlsx/slicer_reader.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/small_xml.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::CancellationToken;
using pugi::xml_node;

// What slicers with one cache have in common, by the cache's name.
using Caches = std::map<std::string, Slicer>;

// [MS-XLSX] 2.6.63 slicerCacheDefinition, 2.6.136 timelineCacheDefinition.
absl::Status ReadCache(const Package& package, const std::string& part, const TableNames& tables,
                       const CancellationToken& cancellation, Caches* caches) {
  pugi::xml_document document;
  RETURN_IF_ERROR(ReadObjectTree(package, part, cancellation, &document));
  const xml_node root = document.document_element();
  Slicer cache;
  cache.field = AttributeOf(root, "sourceName");
  for (const xml_node& table : ChildOf(root, "pivotTables").children()) {
    cache.pivot_tables.push_back(AttributeOf(table, "name"));
  }
  for (const xml_node& extension : ChildOf(root, "extLst").children()) {
    const xml_node table = ChildOf(extension, "tableSlicerCache");
    const auto found = tables.find(AttributeOf(table, "tableId"));
    if (table && found != tables.end()) cache.table = found->second;
  }
  caches->emplace(AttributeOf(root, "name"), std::move(cache));
  return absl::OkStatus();
}

absl::StatusOr<Caches> ReadCaches(const Package& package, const PartRelationships& workbook,
                                  const TableNames& tables, const CancellationToken& cancellation) {
  Caches caches;
  for (const char* kind : {"slicerCache", "timelineCache"}) {
    for (const std::string& part : workbook.PartsOfKind(kind)) {
      RETURN_IF_ERROR(ReadCache(package, part, tables, cancellation, &caches));
    }
  }
  return caches;
}

}  // namespace

absl::Status AddSlicers(const Package& package, const PartRelationships& sheet,
                        const PartRelationships& workbook, const TableNames& tables,
                        const SlicerFrames& frames, const CancellationToken& cancellation,
                        std::vector<Slicer>* slicers) {
  std::vector<std::string> parts = sheet.PartsOfKind("slicer");
  for (std::string& part : sheet.PartsOfKind("timeline")) parts.push_back(std::move(part));
  if (parts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Caches caches, ReadCaches(package, workbook, tables, cancellation));
  for (const std::string& part : parts) {
    pugi::xml_document document;
    RETURN_IF_ERROR(ReadObjectTree(package, part, cancellation, &document));
    for (const xml_node& node : document.document_element().children()) {
      const std::string_view kind = LocalName(node);
      if (kind != "slicer" && kind != "timeline") continue;
      const auto cache = caches.find(AttributeOf(node, "cache"));
      Slicer slicer = cache == caches.end() ? Slicer() : cache->second;
      slicer.timeline = kind == "timeline";
      slicer.name = AttributeOf(node, "name");
      slicer.caption = AttributeOf(node, "caption");
      const auto frame = frames.find(slicer.name);
      if (frame != frames.end()) slicer.range = frame->second;
      slicers->push_back(std::move(slicer));
    }
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet

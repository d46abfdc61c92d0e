// Memory of the objects, and looking up properties.
#include "spreadsheet/model/workbook_objects.h"

#include "spreadsheet/model/heap_bytes.h"

namespace sheetgate::spreadsheet {

std::string_view WorkbookObjects::Property(std::string_view name) const {
  for (const auto& [key, value] : properties) {
    if (key == name) return value;
  }
  return {};
}

size_t WorkbookObjects::memory_bytes() const {
  size_t bytes = sizeof(*this) + SlotBytes(external_links) + SlotBytes(connections) +
                 SlotBytes(properties) + HeapBytes(theme, custom_xml, people) +
                 HeapBytes(calculation.mode, calculation.iterate_delta, calculation.reference_mode,
                           protection.reserved_by);
  for (const ExternalLink& link : external_links) {
    bytes += HeapBytes(link.kind, link.target, link.sheets, link.names);
  }
  for (const DataConnection& connection : connections) {
    bytes += HeapBytes(connection.name, connection.description, connection.type, connection.source,
                       connection.command);
  }
  for (const auto& [name, value] : properties) bytes += HeapBytes(name, value);
  return bytes;
}

}  // namespace sheetgate::spreadsheet

#include "spreadsheet/xlsx/theme_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/colors.h"
#include "spreadsheet/xlsx/feature_xml.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::array<std::string_view, 12> kSlots = {"dk1",     "lt1",     "dk2",     "lt2",
                                                     "accent1", "accent2", "accent3", "accent4",
                                                     "accent5", "accent6", "hlink",   "folHlink"};

// A color of the scheme: a:srgbClr, or a:sysClr with the value it had when the file was written.
void ReadColor(FeatureXml* xml, std::string* color) {
  while (xml->NextChild()) {
    std::optional<std::string> rgb;
    if (xml->name() == "srgbClr") rgb = ParseRgb(xml->Text("val"));
    if (xml->name() == "sysClr") {
      rgb = ParseRgb(xml->Text("lastClr"));
      if (!rgb.has_value()) rgb = xml->Text("val") == "window" ? "FFFFFF" : "000000";
    }
    if (rgb.has_value()) *color = *rgb;
    xml->Skip();
  }
}

void ReadColorScheme(FeatureXml* xml, Theme* theme) {
  while (xml->NextChild()) {
    const auto slot = std::ranges::find(kSlots, xml->name());
    if (slot == kSlots.end()) {
      xml->Skip();
    } else {
      ReadColor(xml, &theme->colors[static_cast<size_t>(slot - kSlots.begin())]);
    }
  }
}

void ReadFont(FeatureXml* xml, std::string* font) {
  while (xml->NextChild()) {
    if (xml->name() == "latin") {
      if (std::string typeface = xml->Text("typeface"); !typeface.empty()) *font = typeface;
    }
    xml->Skip();
  }
}

void ReadFontScheme(FeatureXml* xml, Theme* theme) {
  while (xml->NextChild()) {
    if (xml->name() == "majorFont") {
      ReadFont(xml, &theme->major_font);
    } else if (xml->name() == "minorFont") {
      ReadFont(xml, &theme->minor_font);
    } else {
      xml->Skip();
    }
  }
}

void ReadElements(FeatureXml* xml, Theme* theme) {
  while (xml->NextChild()) {
    if (xml->name() == "clrScheme") {
      ReadColorScheme(xml, theme);
    } else if (xml->name() == "fontScheme") {
      ReadFontScheme(xml, theme);
    } else {
      xml->Skip();
    }
  }
}

}  // namespace

Theme DefaultTheme() {
  return {"",
          {"000000", "FFFFFF", "1F497D", "EEECE1", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6",
           "F79646", "0000FF", "800080"},
          "Cambria",
          "Calibri"};
}

absl::StatusOr<Theme> ReadTheme(std::string_view part, std::string_view text, int max_depth,
                                const platform::CancellationToken& cancellation) {
  Theme theme = DefaultTheme();
  FeatureXml xml(text, max_depth, cancellation);
  theme.name = xml.Text("name");
  while (xml.NextChild()) {
    if (xml.name() == "themeElements") {
      ReadElements(&xml, &theme);
    } else {
      xml.Skip();
    }
  }
  RETURN_IF_ERROR(xml.Finish(part));
  return theme;
}

}  // namespace sheetgate::spreadsheet

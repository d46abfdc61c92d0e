// The tint works on hue, luminance and saturation (18.8.19); only the luminance changes. Excel
// counts all three in whole 240ths, as Windows' ColorRGBToHLS and ColorHLSToRGB do, and its
// rounding is theirs; greys it scales.
#include "spreadsheet/xlsx/colors.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// 18.8.27; 0 to 7 are there twice.
constexpr std::array<std::string_view, 64> kPalette = {
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333"};

bool IsHexDigit(char c) {
  return IsAsciiDigit(c) || (ToUpperAscii(c) >= 'A' && ToUpperAscii(c) <= 'F');
}

constexpr int kHlsMax = 240;
constexpr int kRgbMax = 255;

struct Rgb {
  int red = 0, green = 0, blue = 0;
};
struct Hls {
  int hue = 0, luminance = 0, saturation = 0;
};

int Channel(std::string_view rgb, size_t index) {
  int value = 0;
  std::from_chars(rgb.data() + 2 * index, rgb.data() + 2 * index + 2, value, 16);
  return value;
}

void AppendChannel(int value, std::string* out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<size_t>(std::clamp(value, 0, kRgbMax));
  out->push_back(kDigits[byte / 16]);
  out->push_back(kDigits[byte % 16]);
}

std::string Text(const Rgb& rgb) {
  std::string out;
  AppendChannel(rgb.red, &out);
  AppendChannel(rgb.green, &out);
  AppendChannel(rgb.blue, &out);
  return out;
}

// Of a color that is no grey.
Hls ToHls(const Rgb& rgb) {
  const auto [least, greatest] = std::minmax({rgb.red, rgb.green, rgb.blue});
  const int sum = greatest + least;
  const int chroma = greatest - least;
  Hls hls;
  hls.luminance = (sum * kHlsMax + kRgbMax) / (2 * kRgbMax);
  const int most = hls.luminance <= kHlsMax / 2 ? sum : 2 * kRgbMax - sum;
  hls.saturation = (chroma * kHlsMax + most / 2) / most;
  const auto distance = [greatest = greatest, chroma](int channel) {
    return ((greatest - channel) * (kHlsMax / 6) + chroma / 2) / chroma;
  };
  const int red = distance(rgb.red);
  const int green = distance(rgb.green);
  const int blue = distance(rgb.blue);
  if (rgb.red == greatest) {
    hls.hue = blue - green;
  } else if (rgb.green == greatest) {
    hls.hue = kHlsMax / 3 + red - blue;
  } else {
    hls.hue = 2 * kHlsMax / 3 + green - red;
  }
  if (hls.hue < 0) hls.hue += kHlsMax;
  if (hls.hue > kHlsMax) hls.hue -= kHlsMax;
  return hls;
}

// One channel; `low` and `high` bound what it can be.
int FromHue(int low, int high, int hue) {
  constexpr int kSixth = kHlsMax / 6;
  if (hue < 0) hue += kHlsMax;
  if (hue > kHlsMax) hue -= kHlsMax;
  if (hue < kSixth) return low + ((high - low) * hue + kSixth / 2) / kSixth;
  if (hue < kHlsMax / 2) return high;
  if (hue < 2 * kHlsMax / 3) {
    return low + ((high - low) * (2 * kHlsMax / 3 - hue) + kSixth / 2) / kSixth;
  }
  return low;
}

Rgb ToRgb(const Hls& hls) {
  const int product = hls.luminance * hls.saturation;
  const int high = hls.luminance <= kHlsMax / 2
                       ? (hls.luminance * kHlsMax + product + kHlsMax / 2) / kHlsMax
                       : hls.luminance + hls.saturation - (product + kHlsMax / 2) / kHlsMax;
  const int low = 2 * hls.luminance - high;
  const auto channel = [low, high](int hue) {
    return (FromHue(low, high, hue) * kRgbMax + kHlsMax / 2) / kHlsMax;
  };
  return {channel(hls.hue + kHlsMax / 3), channel(hls.hue), channel(hls.hue - kHlsMax / 3)};
}

// `luminance`, of `most`, by a tint.
double Changed(int luminance, int most, double tint) {
  return tint < 0 ? luminance * (1 + tint) : luminance * (1 - tint) + most * tint;
}

Color Opaque(std::string_view rgb, double tint) {
  return Concat("FF", tint == 0 ? std::string(rgb) : Tinted(rgb, tint));
}

}  // namespace

std::string Tinted(std::string_view text, double tint) {
  tint = std::clamp(tint, -1.0, 1.0);
  const Rgb rgb = {Channel(text, 0), Channel(text, 1), Channel(text, 2)};
  if (rgb.red == rgb.green && rgb.green == rgb.blue) {
    const auto grey = static_cast<int>(std::lround(Changed(rgb.red, kRgbMax, tint)));
    return Text({grey, grey, grey});
  }
  // Tints are stored as whole 32767ths, so that 0.8 falls short of itself.
  constexpr double kShort = 1.0 / 32767 * kHlsMax;
  Hls hls = ToHls(rgb);
  hls.luminance =
      std::clamp(static_cast<int>(Changed(hls.luminance, kHlsMax, tint) + kShort), 0, kHlsMax);
  return Text(ToRgb(hls));
}

std::optional<std::string> ParseRgb(std::string_view text) {
  if (text.size() == 8) text.remove_prefix(2);
  if (text.size() != 6 || !std::ranges::all_of(text, IsHexDigit)) return std::nullopt;
  return ToUpperAscii(text);
}

Colors::Colors(const Theme& theme, std::vector<std::string> palette)
    : theme_(theme), palette_(std::move(palette)) {
  for (size_t i = palette_.size(); i < kPalette.size(); ++i) {
    palette_.emplace_back(kPalette[i]);
  }
}

Color Colors::Rgb(std::string_view text, double tint) const {
  const std::optional<std::string> rgb = ParseRgb(text);
  return rgb.has_value() ? Opaque(*rgb, tint) : Color();
}

Color Colors::FromTheme(uint32_t index, double tint) const {
  if (index >= theme_.colors.size()) return {};
  // The theme part has dark before light (20.1.6.2), the attribute light before dark.
  const size_t slot = index < 4 ? index ^ 1 : index;
  return Opaque(theme_.colors[slot], tint);
}

Color Colors::Indexed(uint32_t index, double tint) const {
  return index < kPalette.size() ? Opaque(palette_[index], tint) : Color();
}

}  // namespace sheetgate::spreadsheet

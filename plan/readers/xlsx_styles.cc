// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xlsx_styles.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace chaser::plan {

namespace {

constexpr std::uint32_t kTextColour = 1;     // the theme's number of the ordinary text colour
constexpr std::size_t kMostColours = 256;    // of a palette
constexpr std::size_t kMostStyles = 70'000;  // Excel itself stops at 65,490

/// ECMA-376 part 1, 18.8.27; 64 and 65 are the system's own text and background.
constexpr std::array<std::uint32_t, 64> kPalette{
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x000000, 0xFFFFFF,
    0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000, 0x008000, 0x000080, 0x808000,
    0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080,
    0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF,
    0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC,
    0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300,
    0x993300, 0x993366, 0x333399, 0x333333};

/// Six digits, or eight of which the first two are a transparency that nobody keeps.
std::optional<Colour> colourOfDigits(std::string_view digits) {
  if (digits.size() == 8) digits.remove_prefix(2);
  return parseColour(digits);
}

/// One channel of a colour of that hue (in turns), by CSS's formula of HSL.
std::uint8_t channel(double low, double high, double hue) {
  hue -= std::floor(hue);
  double value = low;
  if (hue < 1.0 / 6) {
    value = low + (high - low) * 6 * hue;
  } else if (hue < 0.5) {
    value = high;
  } else if (hue < 2.0 / 3) {
    value = low + (high - low) * (2.0 / 3 - hue) * 6;
  }
  return static_cast<std::uint8_t>(std::clamp(std::lround(value * 255), 0L, 255L));
}

/// Darker for a negative tint, lighter for a positive one: of the luminance alone (18.8.19).
Colour tinted(Colour colour, double tint) {
  const double red = colour.red / 255.0, green = colour.green / 255.0, blue = colour.blue / 255.0;
  const double most = std::max({red, green, blue}), least = std::min({red, green, blue});
  const double spread = most - least;
  double hue = 0;
  if (spread > 0 && most == red) hue = (green - blue) / spread / 6;
  if (spread > 0 && most == green && most != red) hue = (2 + (blue - red) / spread) / 6;
  if (spread > 0 && most == blue && most != red && most != green) hue = (4 + (red - green) / spread) / 6;
  double light = (most + least) / 2;
  const double breadth = 1 - std::fabs(2 * light - 1);
  const double saturation = breadth > 0 ? spread / breadth : 0;
  tint = std::clamp(tint, -1.0, 1.0);
  light = tint < 0 ? light * (1 + tint) : light * (1 - tint) + tint;
  const double high = light < 0.5 ? light * (1 + saturation) : light + saturation - light * saturation;
  const double low = 2 * light - high;
  return {channel(low, high, hue + 1.0 / 3), channel(low, high, hue), channel(low, high, hue - 1.0 / 3)};
}

class ThemeListener : public XmlListener {
 public:
  explicit ThemeListener(ThemeColours& theme) : theme_(theme) {}

  void open(std::string_view name, const XmlAttributes& attributes) override {
    // In the order of the spreadsheet's numbers, which is not the theme's own.
    static constexpr std::array<std::string_view, 12> kNames{"lt1",     "dk1",     "lt2",     "dk2",
                                                             "accent1", "accent2", "accent3", "accent4",
                                                             "accent5", "accent6", "hlink",   "folHlink"};
    if (name == "clrScheme") inScheme_ = true;
    if (!inScheme_) return;
    const auto known = std::find(kNames.begin(), kNames.end(), name);
    if (known != kNames.end()) into_ = &theme_.colours.at(static_cast<std::size_t>(known - kNames.begin()));
    if (into_ == nullptr) return;
    std::optional<Colour> colour;
    if (name == "srgbClr") colour = parseColour(attributes["val"]);
    if (name == "sysClr") colour = parseColour(attributes["lastClr"]);
    if (colour) *into_ = *colour;
  }
  void close(std::string_view name) override {
    if (name == "clrScheme") inScheme_ = false;
  }

 private:
  ThemeColours& theme_;
  Colour* into_ = nullptr;
  bool inScheme_ = false;
};

/// Styles stand in tables that point at each other, so what is heard is joined when all of it is known.
class StylesListener : public XmlListener {
 public:
  explicit StylesListener(Styles& styles) : styles_(styles) {}

  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "fonts" || name == "fills" || name == "cellXfs" || name == "dxfs") table_ = name;
    if (name == "numFmt" && table_ != "dxfs") addFormat(attributes);
    if (name == "font") inFont_ = true;
    if (name == "fill") startFill();
    if (name == "patternFill") pattern_ = attributes["patternType"];
    if (name == "color") setColour(attributes);
    if (name == "fgColor") front_ = styles_.colourOf(attributes);
    if (name == "bgColor") back_ = styles_.colourOf(attributes);
    if (name == "xf" && table_ == "cellXfs") addLook(attributes);
  }

  void close(std::string_view name) override {
    if (name == "font") {
      inFont_ = false;
      if (table_ == "fonts") {
        inks_.push_back(ink_);
        ink_.reset();
      }
    }
    if (name == "fill" && table_ == "fills") fills_.push_back(fillOf());
    if (name == "dxf") {
      // In these the plain fill is the back colour, and its pattern need not be named.
      const bool plain = pattern_.empty() || pattern_ == "solid";
      styles_.tints.push_back({plain && back_ ? back_ : front_, ink_});
      startFill();
      ink_.reset();
    }
    if (name == table_) table_.clear();
    if (inks_.size() + fills_.size() + looks_.size() + styles_.tints.size() > 4 * kMostStyles) {
      refuse("has more styles than Excel allows");
    }
  }

  void join() {
    for (const Look& look : looks_) {
      CellLook out;
      if (look.fill < fills_.size()) out.fill = fills_[look.fill];
      if (look.font < inks_.size()) out.ink = inks_[look.font];
      const auto own = formats_.find(look.format);
      out.number = own != formats_.end() ? own->second : builtinFormat(look.format);
      styles_.looks.push_back(std::move(out));
    }
  }

 private:
  struct Look {
    std::uint32_t font, fill, format;
  };

  void addFormat(const XmlAttributes& attributes) {
    const auto id = attributes.number("numFmtId");
    if (id && formats_.size() < kMostStyles) formats_[*id] = parseFormat(attributes["formatCode"]);
  }

  void startFill() {
    pattern_.clear();
    front_.reset();
    back_.reset();
    gradient_.reset();
  }

  /// A font's colour, or one of a gradient's; borders have some, too.
  void setColour(const XmlAttributes& attributes) {
    if (inFont_) {
      if (attributes["theme"] != std::to_string(kTextColour)) ink_ = styles_.colourOf(attributes);
    } else if (table_ == "fills" && !gradient_) {
      gradient_ = styles_.colourOf(attributes);
    }
  }

  [[nodiscard]] std::optional<Colour> fillOf() const {
    if (gradient_) return gradient_;
    if (pattern_.empty() || pattern_ == "none") return std::nullopt;
    if (pattern_ == "solid") return front_;
    return back_ ? back_ : front_;  // dots and stripes
  }

  void addLook(const XmlAttributes& attributes) {
    looks_.push_back({attributes.number("fontId").value_or(0), attributes.number("fillId").value_or(0),
                      attributes.number("numFmtId").value_or(0)});
  }

  Styles& styles_;
  std::string table_;
  bool inFont_ = false;
  std::string pattern_;
  std::optional<Colour> front_, back_, gradient_, ink_;
  std::vector<std::optional<Colour>> inks_, fills_;
  std::vector<Look> looks_;
  std::map<std::uint32_t, NumberFormat> formats_;
};

/// Only the indexed palette, which stands behind everything that uses it.
class PaletteListener : public XmlListener {
 public:
  explicit PaletteListener(std::vector<Colour>& palette) : palette_(palette) {}
  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "indexedColors") palette_.clear();
    if (name == "rgbColor" && palette_.size() < kMostColours)
      palette_.push_back(colourOfDigits(attributes["rgb"]).value_or(Colour{}));
  }

 private:
  std::vector<Colour>& palette_;
};

}  // namespace

ThemeColours::ThemeColours() {
  static constexpr std::array<std::uint32_t, 12> kUsual{0xFFFFFF, 0x000000, 0xE7E6E6, 0x44546A,
                                                        0x5B9BD5, 0xED7D31, 0xA5A5A5, 0xFFC000,
                                                        0x4472C4, 0x70AD47, 0x0563C1, 0x954F72};
  std::transform(kUsual.begin(), kUsual.end(), colours.begin(), Colour::of);
}

Styles::Styles() {
  for (const std::uint32_t rgb : kPalette) palette.push_back(Colour::of(rgb));
}

std::optional<Colour> Styles::colourOf(const XmlAttributes& colour) const {
  std::optional<Colour> base = colourOfDigits(colour["rgb"]);
  if (const auto number = colour.number("theme"); number && *number < theme.colours.size())
    base = theme.colours.at(*number);
  if (const auto number = colour.number("indexed"); number && *number < palette.size())
    base = palette[*number];
  double tint = 0;
  const std::string_view text = colour["tint"];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), tint);
  if (base && error == std::errc() && std::isfinite(tint) && tint != 0) base = tinted(*base, tint);
  return base;
}

Result<Styles> readStyles(const Archive& archive, const std::string& stylesPart, const std::string& themePart,
                          const ReadLimits& limits) {
  Styles styles;
  if (archive.has(themePart)) {
    ThemeListener listener(styles.theme);
    if (const auto read = readPart(archive, themePart, limits, listener); !read) return fail(read.error());
  }
  if (!archive.has(stylesPart)) return styles;
  PaletteListener palette(styles.palette);
  if (const auto read = readPart(archive, stylesPart, limits, palette); !read) return fail(read.error());
  StylesListener listener(styles);
  if (const auto read = readPart(archive, stylesPart, limits, listener); !read) return fail(read.error());
  listener.join();
  return styles;
}

}  // namespace chaser::plan

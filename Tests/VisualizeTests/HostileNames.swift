/// What a file may call a value, and what no picture may trip over.
let hostileNames = [
  "", " ", "\"", "\\", "ends in \\", "\\N\\G\\l", "a\nb", "a\r\nb", "tab\there", "<b>&amp;</b>",
  "&lt;", "&#0;", "--><!--", "]]>", "<script>", "'", "\u{0}", "\u{1}\u{7f}\u{9b}", "\u{202e}rtl",
  "\u{fffe}", "größe→漢字🙂", ".", "..", "a.", ".a", "a.\"b\".c", "{|}", "x -> y; }", "%s%n", "a = b",
]

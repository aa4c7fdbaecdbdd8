using System.Text;
using Interop.Fhir.FhirPath.Functions;

namespace Interop.Fhir.Tests.FhirPath;

/// <summary>The short way to a good narrative never calls good what an XML reader does not.</summary>
public sealed class NarrativeScanTests
{
    private const string Open = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";

    private static readonly string[] Samples =
    [
        $"{Open}<p><b>A</b> &amp; é &lt; &#160;</p><table class=\"x\"><tr><td colspan='2'>1</td></tr></table><br/><hr /></div>",
        $"{Open}<p id=\"a\" title=\"b\">text</p><ul><li>1</li><li>2 &quot;</li></ul></div> \n",
        $"{Open}<h1>Résumé</h1><pre xml:lang=\"fr\">x</pre><img src=\"#a\" alt=\"b\"/></div>",
        "<div lang=\"fr\" xmlns=\"http://www.w3.org/1999/xhtml\"><a name=\"x\">y</a><span style=\"color: red\">z</span></div>",
    ];

    [Theory]
    [InlineData("<p>said</p></div>", true)]
    [InlineData("<p>said <b>twice</b></p><br/></div>\n", true)]
    [InlineData("&#65;&amp;</div>", true)]
    [InlineData("</div>", false)]
    [InlineData("\u00A0</div>", false)]
    [InlineData("<p></p></div>", false)]
    [InlineData("a</p></div>", false)]
    [InlineData("<p>a</div>", false)]
    [InlineData("<p>a</b></p></div>", false)]
    [InlineData("a</div><div>b</div>", false)]
    [InlineData("a</div>b", false)]
    [InlineData("<script>a</script></div>", false)]
    [InlineData("<p onclick=\"a\">a</p></div>", false)]
    [InlineData("<p id=\"a\" id=\"b\">a</p></div>", false)]
    [InlineData("<p id=a>a</p></div>", false)]
    [InlineData("<p id=\"a\"class=\"b\">a</p></div>", false)]
    [InlineData("<p id=\"<\">a</p></div>", false)]
    [InlineData("<a href=\"javascript:a\">a</a></div>", false)]
    [InlineData("a & b</div>", false)]
    [InlineData("a &nbsp; b</div>", false)]
    [InlineData("a &#0; b</div>", false)]
    [InlineData("a &#; b</div>", false)]
    [InlineData("a ]]> b</div>", false)]
    [InlineData("a \u0001 b</div>", false)]
    [InlineData("<!-- a --></div>", false)]
    [InlineData("<p xmlns=\"urn:other\">a</p></div>", false)]
    [InlineData("a", false)]
    public void It_is_good_only_of_what_is_certainly_good(string inside, bool good)
    {
        Assert.Equal(good, Scan(Open + inside));
        Assert.Equal(good, HtmlChecks.IsGood(Open + inside));
    }

    [Theory]
    [InlineData("<p xmlns=\"http://www.w3.org/1999/xhtml\">a</p>")]
    [InlineData("<div>a</div>")]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\"/>")]
    [InlineData("")]
    [InlineData("a")]
    public void The_root_is_a_div_of_the_right_namespace(string text) => Assert.False(Scan(text));

    [Fact]
    public void No_broken_narrative_is_good_by_the_short_way_alone()
    {
        var random = new Random(20261121);
        var alphabet = "<>/&;#\"'= \ta1bdivxmlns!-]\u00A0é?:"u8.ToArray();
        var good = 0;
        for (var i = 0; i < 40_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Samples[i % Samples.Length]).ToList();
            for (var changes = random.Next(3); changes >= 0; changes--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes.RemoveAt(at); break;
                    case 1: bytes.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    case 2: bytes[at] = alphabet[random.Next(alphabet.Length)]; break;
                    default: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(12)).ToList()); break;
                }
            }

            var text = Encoding.UTF8.GetString([.. bytes]);
            if (Scan(text))
            {
                good++;
                Assert.True(HtmlChecks.IsGood(text), text);
            }
        }

        Assert.True(good > 1000, $"only {good} of the changed narratives are good");
    }

    private static bool Scan(string text) => new NarrativeScan(Encoding.UTF8.GetBytes(text)).IsGood();
}

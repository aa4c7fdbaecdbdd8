using System.Text;
using Interop.Fhir.FhirPath.Functions;

namespace Interop.Fhir.Tests.FhirPath;

/// <summary>The short way to judge narratives never finds good what the XML reader refuses.</summary>
public sealed class NarrativeTests
{
    private const string Good = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p class=\"a\" id='b'>R&amp;D é <b>x</b><br/></p><a href=\"#t\">t</a><img src=\"i.png\" alt=\"&lt;\"/></div>";

    public static TheoryData<string> Refused =>
    [
        "<div>x</div>", "<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>", Div(""), Div(" \n"), Div("<p>x</b>"), Div("<script>x</script>"), Div("<p onclick=\"x\">x</p>"),
        Div("<p class=\"a\" class=\"b\">x</p>"), Div("x ]]> y"), Div("&nbsp;"), Div("x\u0001"), Div("x\uFFFF"), Div("<a href=\"javascript:x\">x</a>"), Div("<a href=\" javascript:x\">x</a>"),
        Div("<a href=\"&#106;avascript:x\">x</a>"), Div("<p class=\"a<\">x</p>"), Div("<p class=\"a\"id=\"b\">x</p>"), Div("<p") , Div("x") + "y", "x" + Div("x"), Div("<p xmlns=\"urn:x\">x</p>"),
        Div("<p xmlns=\"\">x</p>"), Div("<1>x</1>"), Div("x & y"), Div("<p>x"), "<div xmlns=\"http://www.w3.org/1999/xhtml\"/>", "<div xmlns=\"http://www.w3.org/1999/xhtmlx\">x</div>",
        Div("x") + Div("y"), "<div xmlns=\"http://www.w3.org/1999/xhtml\" xmlns=\"http://www.w3.org/1999/xhtml\">x</div>",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_XML_reader_refuses_is_never_good_the_short_way(string narrative)
    {
        Assert.False(HtmlChecks.IsGoodXml(narrative));
        Assert.False(HtmlChecks.IsPlain(Encoding.UTF8.GetBytes(narrative)));
    }

    [Fact]
    public void A_narrative_of_the_usual_kind_is_good_both_ways()
    {
        Assert.True(HtmlChecks.IsGoodXml(Good));
        Assert.True(HtmlChecks.IsPlain(Encoding.UTF8.GetBytes(Good.Replace('\'', '"'))));
    }

    [Fact]
    public void Damaged_narratives_are_never_good_the_short_way_only()
    {
        var good = Encoding.UTF8.GetBytes(Good.Replace('\'', '"'));
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = good.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)random.Next(1, 127) : good[random.Next(good.Length)];
            }

            var text = Encoding.UTF8.GetString(damaged);
            if (!text.Contains('\uFFFD', StringComparison.Ordinal) && HtmlChecks.IsPlain(damaged))
            {
                Assert.True(HtmlChecks.IsGoodXml(text), text);
            }
        }
    }

    private static string Div(string content) => $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{content}</div>";
}

using System.Text;
using Interop.Mapping.Formats;

namespace Interop.Mapping.Tests.Formats;

/// <summary>Texts of many records, cut while they stream by.</summary>
public sealed class BatchPartsTests
{
    [Theory]
    [InlineData(BatchShape.CsvRows, "a;b\r\n1;2\r\n\r\n3;\"x\r\ny;\"\"z\"\r\n5;6", "a;b\r\n1;2\r\n§a;b\r\n3;\"x\r\ny;\"\"z\"\r\n§a;b\r\n5;6")]
    [InlineData(BatchShape.CsvRows, "a,b\n1,5\" pipe\n2,3\n", "a,b\n1,5\" pipe\n§a,b\n2,3\n")]
    [InlineData(BatchShape.CsvRows, "\"a\n1\",b\n1,2\n", "\"a\n1\",b\n1,2\n")]
    [InlineData(BatchShape.CsvRows, "a,b\n1,\"never ends\n2,3\n", "a,b\n1,\"never ends\n2,3\n")]
    [InlineData(BatchShape.CsvRows, "a,b\n", "")]
    [InlineData(BatchShape.CsvRows, "a\r1\r2", "a\r1\r§a\r2")]
    [InlineData(BatchShape.Hl7v2, "FHS|^~\\&|A\rBHS|^~\\&|A\rMSH|^~\\&|A\rPID|1\rMSH|^~\\&|B\rBTS|2\rFTS|1\r", "MSH|^~\\&|A\rPID|1\r§MSH|^~\\&|B\r")]
    [InlineData(BatchShape.Hl7v2, "\n\nMSH|^~\\&|A\r\nPID|1\r\n\r\nMSH|^~\\&|B", "MSH|^~\\&|A\r\nPID|1\r\n\r\n§MSH|^~\\&|B")]
    [InlineData(BatchShape.Hl7v2, "PID|1\r", "PID|1\r")]
    [InlineData(BatchShape.JsonLines, "{\"a\":1}\n\n{\"a\":\n{}\r\n", "{\"a\":1}\n§{\"a\":\n§{}\r\n")]
    public void A_text_is_cut_into_the_senders_own_bytes_whatever_pieces_it_arrives_in(BatchShape shape, string text, string parts)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var piece in new[] { 1, 2, 3, 7, int.MaxValue })
        {
            using var stream = new Dripping(bytes, piece);
            Assert.Equal(parts, string.Join('§', new BatchParts(stream, shape).Read().Select(p => Encoding.UTF8.GetString(p.Span))));
        }
    }

    [Theory]
    [InlineData(BatchShape.Hl7v2, "MSH|^~\\&|A\rPID|1\r", false)]
    [InlineData(BatchShape.Hl7v2, "BHS|^~\\&|A\rMSH|^~\\&|A\r", true)]
    [InlineData(BatchShape.Hl7v2, "MSH|^~\\&|A\rMSH|^~\\&|A\r", true)]
    [InlineData(BatchShape.CsvRows, "a\n1\n", false)]
    [InlineData(BatchShape.CsvRows, "a\n1\n2\n", true)]
    [InlineData(BatchShape.CsvRows, "a\n", false)]
    [InlineData(BatchShape.JsonLines, "{}", true)]
    public void One_record_alone_is_no_batch(BatchShape shape, string text, bool batch) =>
        Assert.Equal(batch, BatchParts.IsBatch(Encoding.UTF8.GetBytes(text), shape));

    [Fact]
    public void Memory_does_not_grow_with_the_text()
    {
        using var stream = new Endless(40_000_000);
        var parts = new BatchParts(stream, BatchShape.CsvRows);
        var count = 0;
        foreach (var part in parts.Read())
        {
            count++;
            Assert.True(part.Length < 100 && parts.Held <= 128 * 1024);
        }

        Assert.True(count > 1_000_000);
    }

    private sealed class Dripping(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }

    /// <summary>A sheet that is made as it is read.</summary>
    private sealed class Endless(long length) : Stream
    {
        private static readonly byte[] Row = Encoding.ASCII.GetBytes("patient-1;\"Nom; prénom\";0,5\r\n");
        private long at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - at);
            for (var i = 0; i < read; i++)
            {
                buffer[offset + i] = Row[(at + i) % Row.Length];
            }

            at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

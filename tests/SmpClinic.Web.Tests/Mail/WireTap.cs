namespace SmpClinic.Web.Tests.Mail;

/// <summary>Keeps every byte that is read through it, as it came over the wire.</summary>
internal sealed class WireTap(Stream wire, Action<ReadOnlyMemory<byte>> heard) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await wire.ReadAsync(buffer, cancellationToken);
        heard(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = wire.Read(buffer, offset, count);
        heard(buffer.AsMemory(offset, read));
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => wire.WriteAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => wire.Write(buffer, offset, count);

    public override void Flush() => wire.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => wire.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            wire.Dispose();
        }

        base.Dispose(disposing);
    }
}

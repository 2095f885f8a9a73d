using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Serilog;
using Serilog.Formatting.Compact;
using SmpClinic.Web.Hosting;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>The console of a site that serves.</summary>
public sealed class LogLinesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void IN08_every_line_is_whole_and_each_writers_lines_are_in_order_and_the_end_takes_all_along()
    {
        using var console = new Paper();
        var lines = new LogLines(new CompactJsonFormatter(), console, TimeProvider.System);
        Parallel.For(0, 8, writer =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                lines.Add(Encoding.UTF8.GetBytes($"{writer} {i} {new string('x', (i % 50) * 10)}\n"), atOnce: i % 500 == 0);
            }
        });
        lines.Dispose();
        lines.Add("9 0 after the end\n"u8, atOnce: false);

        var read = console.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        Assert.Equal((8 * 2_000) + 1, read.Count);
        Assert.All(read.GroupBy(line => line[0]), writer => Assert.Equal(
            Enumerable.Range(0, writer.Count()), writer.Select(line => int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture))));
        Assert.All(read.Where(line => line[0] != "9"), line => Assert.All(line.ElementAtOrDefault(2) ?? string.Empty, letter => Assert.Equal('x', letter)));
    }

    [Fact]
    public void An_error_is_written_before_the_call_that_logs_it_returns_and_takes_what_came_before_along()
    {
        using var console = new Paper();
        using var lines = new LogLines(new CompactJsonFormatter(), console, TimeProvider.System);
        using var log = new LoggerConfiguration().WriteTo.Sink(lines).CreateLogger();
        log.Information("first");
        log.Error("second");
        Assert.Equal(["first", "second"], console.Messages);
    }

    [Fact]
    public async Task R24_writers_wait_while_nobody_reads_and_the_memory_has_a_bound()
    {
        using var console = new Paper { Blocked = true };
        using var lines = new LogLines(new CompactJsonFormatter(), console, TimeProvider.System);
        var line = new byte[1024 * 1024];
        var written = 0;
        var writer = Task.Run(
            () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    lines.Add(line, atOnce: false);
                    Interlocked.Increment(ref written);
                }
            },
            Stop);
        try
        {
            while (Volatile.Read(ref written) < 5)
            {
                await Task.Delay(5, Stop);
            }

            // Two buffers: what is being written, and what has gathered since.
            var seen = -1;
            while (seen != Volatile.Read(ref written))
            {
                seen = written;
                await Task.Delay(300, Stop);
            }

            Assert.InRange(seen, 5, 11);
            Assert.False(writer.IsCompleted);
        }
        finally
        {
            console.Blocked = false;
        }

        await writer.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        lines.Flush();
        Assert.Equal(20 * line.Length, console.Length);
    }

    [Fact]
    public async Task FL09_a_console_that_nobody_reads_keeps_no_process_from_ending()
    {
        using var console = new Paper { Blocked = true };
        var lines = new LogLines(new CompactJsonFormatter(), console, TimeProvider.System);
        lines.Add("one\n"u8, atOnce: false);
        try
        {
            await Task.Run(lines.Dispose, Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        }
        finally
        {
            console.Blocked = false;
        }
    }

    [Fact]
    public void FL02_a_console_on_a_full_disk_stops_nobody_and_what_was_lost_is_told_when_there_is_room()
    {
        using var console = new Paper { Full = true };
        using var lines = new LogLines(new CompactJsonFormatter(), console, new FakeTimeProvider(ClinicSite.Start));
        using var log = new LoggerConfiguration().WriteTo.Sink(lines).CreateLogger();
        log.Error("lost");
        console.Full = false;
        log.Error("kept");

        Assert.Equal(["{Bytes} bytes of log could not be written and are lost", "kept"], console.Messages);
        using var told = JsonDocument.Parse(console.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[0]);
        Assert.True(told.RootElement.GetProperty("Bytes").GetInt64() > 0);
        Assert.Equal("2026-12-01T09:00:00.0000000Z", told.RootElement.GetProperty("@t").GetString());
    }

    /// <summary>A console that can be read back, stalled and filled up.</summary>
    private sealed class Paper : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);

        public bool Full { get; set; }

        public bool Blocked
        {
            get => !_open.IsSet;
            set
            {
                if (value)
                {
                    _open.Reset();
                }
                else
                {
                    _open.Set();
                }
            }
        }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public IEnumerable<string> Messages => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("@mt").GetString()!);

        public override void Write(byte[] buffer, int offset, int count)
        {
            _open.Wait();
            if (Full)
            {
                throw new IOException("No space left on device");
            }

            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);
    }
}

using System.Security.Cryptography;
using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    private const int Large = 3 * 1024 * 1024 + 17;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(1024 * 1024)]
    [InlineData(1024 * 1024 + 1)]
    [InlineData(Large)]
    public async Task Content_comes_back_as_it_was_given(int size)
    {
        var bytes = Noise(size);
        var thread = NewThread();
        await AddFileAsync(thread, SomeEvents.Blob(bytes));
        await ReopenAsync();

        Assert.Equal(bytes, await ReadBlobAsync(SomeEvents.Blob(bytes).Sha256));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Content_can_be_read_from_any_place()
    {
        var bytes = Noise(Large);
        var blob = SomeEvents.Blob(bytes);
        await AddFileAsync(NewThread(), blob);

        await using var content = (await Store.OpenBlobAsync(blob.Sha256, Cancellation))!;
        var read = new byte[100];
        foreach (var position in (int[])[Large - 100, 0, 1024 * 1024 - 50, 2 * 1024 * 1024])
        {
            content.Position = position;
            await content.ReadExactlyAsync(read, Cancellation);
            Assert.Equal(bytes[position..(position + 100)], read);
        }

        Assert.Equal(Large, content.Length);
        content.Seek(0, SeekOrigin.End);
        Assert.Equal(0, await content.ReadAsync(read, Cancellation));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(Large)]
    public async Task Content_that_is_not_what_its_hash_says_is_refused(int size)
    {
        var claimed = SomeEvents.Blob("something else").Sha256;
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted());

        var wrong = SomeEvents.Blob(Noise(size), claimed);
        await Assert.ThrowsAsync<InvalidDataException>(() => AddFileAsync(thread, wrong));
        await Assert.ThrowsAsync<InvalidDataException>(() => AddFileAsync(thread, SomeEvents.Blob(Noise(size)) with { Size = size + 1 }));
        await Assert.ThrowsAsync<InvalidDataException>(() => AddFileAsync(thread, SomeEvents.Blob(Noise(size)) with { Size = size - 1 }));

        Assert.Null(await Store.OpenBlobAsync(claimed, Cancellation));
        Assert.Equal(new ThreadHead(1, 1), await Store.ReadHeadAsync(thread.Key, Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Content_that_cannot_be_read_leaves_nothing_behind()
    {
        var blob = new BlobContent(SomeEvents.Blob(Noise(Large)).Sha256, Large, _ => ValueTask.FromResult<Stream>(new FailingStream(Noise(2 * 1024 * 1024))));
        var thread = NewThread();

        await Assert.ThrowsAsync<IOException>(() => AddFileAsync(thread, blob));

        Assert.Null(await Store.ReadHeadAsync(thread.Key, Cancellation));
        Assert.Null(await Store.OpenBlobAsync(blob.Sha256, Cancellation));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task An_event_cannot_refer_to_content_that_is_not_there() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => NewThread().AppendAsync(SomeEvents.FileReceived("a.txt", SomeEvents.Blob("not given"))));

    [Fact]
    public async Task Content_that_no_event_refers_to_is_an_argument_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => NewThread().AppendAsync([SomeEvents.Blob("nobody's")], SomeEvents.RunStarted()));

    [Theory]
    [InlineData(1000)]
    [InlineData(Large)]
    public async Task Content_stays_until_the_last_thread_that_refers_to_it_is_deleted(int size)
    {
        var blob = SomeEvents.Blob(Noise(size));
        var first = NewThread();
        var second = NewThread();
        await AddFileAsync(first, blob);
        await AddFileAsync(first, blob);
        await second.AppendAsync(SomeEvents.FileReceived("again.txt", blob));

        await Store.DeleteAsync(first.Key, Cancellation);
        Assert.Equal(size, (await ReadBlobAsync(blob.Sha256)).Length);
        await AssertSoundAsync();

        await Store.DeleteAsync(second.Key, Cancellation);
        Assert.Null(await Store.OpenBlobAsync(blob.Sha256, Cancellation));

        var third = NewThread();
        await AddFileAsync(third, blob);
        Assert.Equal(size, (await ReadBlobAsync(blob.Sha256)).Length);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task The_same_content_may_be_given_by_many_at_once()
    {
        var blob = SomeEvents.Blob(Noise(Large));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AddFileAsync(NewThread(), blob), Cancellation)));

        Assert.Equal(Large, (await ReadBlobAsync(blob.Sha256)).Length);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_value_that_was_moved_out_of_an_event_comes_back_with_it()
    {
        var task = string.Concat(Enumerable.Repeat("a long task 🚀 ", 10_000));
        var thread = NewThread();
        await thread.AppendAsync(SomeEvents.RunStarted(task));

        var stored = (await Store.ReadAsync(thread.Key, 0, 1, Cancellation))[0];

        Assert.True(stored.Bytes.Length < EventCodec.InlineLimit);
        Assert.Equal(task, Assert.IsType<RunStarted>(await EventCodec.DecodeAsync(stored, Store, Cancellation)).Task);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Unknown_content_is_null() => Assert.Null(await Store.OpenBlobAsync("no such blob", Cancellation));

    protected static async Task AddFileAsync(ThreadWriter thread, BlobContent blob)
    {
        var outcome = await thread.AppendAsync([blob], SomeEvents.FileReceived("file.txt", blob));
        Assert.Equal(AppendStatus.Appended, outcome.Status);
    }

    protected async Task<byte[]> ReadBlobAsync(string sha256)
    {
        await using var content = await Store.OpenBlobAsync(sha256, Cancellation);
        Assert.NotNull(content);
        var copy = new MemoryStream();
        await content.CopyToAsync(copy, Cancellation);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(copy.ToArray())));
        return copy.ToArray();
    }

    protected static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("The connection was cut.");
    }
}

using Opsroom.Telemetry;

namespace Opsroom.Tests.Telemetry;

public sealed class DataKeyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("opsroom-key-");

    private string KeyFile => Path.Combine(_directory.FullName, DataKey.FileName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_first_start_makes_a_key_that_later_ones_find()
    {
        var first = DataKey.LoadOrCreate(Path.Combine(_directory.FullName, "data"), null);
        var second = DataKey.LoadOrCreate(Path.Combine(_directory.FullName, "data"), " ");

        Assert.Equal(DataKey.Length, first.Length);
        Assert.Equal(first, second);
        Assert.Equal([DataKey.FileName], Directory.GetFiles(Path.Combine(_directory.FullName, "data")).Select(Path.GetFileName));
    }

    [Fact]
    public void Two_directories_have_different_keys() =>
        Assert.NotEqual(
            DataKey.LoadOrCreate(Path.Combine(_directory.FullName, "a"), null),
            DataKey.LoadOrCreate(Path.Combine(_directory.FullName, "b"), null));

    [Fact]
    public async Task Processes_that_start_together_agree_on_one_key()
    {
        foreach (var round in Enumerable.Range(0, 100))
        {
            var directory = _directory.CreateSubdirectory($"{round}");
            using var start = new Barrier(8);
            var keys = await Task.WhenAll(Enumerable.Range(0, start.ParticipantCount).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return Convert.ToHexString(DataKey.LoadOrCreate(directory.FullName, null));
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Single(keys.Distinct());
            Assert.Single(directory.GetFiles());
        }
    }

    [Fact]
    public void The_file_is_for_its_owner_only_also_where_it_was_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        DataKey.LoadOrCreate(_directory.FullName, null);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));

        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        DataKey.LoadOrCreate(_directory.FullName, null);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void The_environment_goes_before_the_file_and_needs_none()
    {
        var key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        Assert.Equal(key, DataKey.LoadOrCreate(_directory.FullName, Convert.ToBase64String(key)));
        Assert.Equal(key, DataKey.LoadOrCreate(_directory.FullName, $" {Convert.ToHexString(key)}\n"));
        Assert.Empty(_directory.GetFiles());
    }

    [Theory]
    [InlineData("too short")]
    [InlineData("AAAA")]
    [InlineData("zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    public void A_wrong_value_in_the_environment_is_refused_without_repeating_it(string value)
    {
        var error = Assert.Throws<DataKeyException>(() => DataKey.LoadOrCreate(_directory.FullName, value));

        Assert.Contains(DataKey.EnvironmentName, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_never_replaced()
    {
        File.WriteAllText(KeyFile, "damaged");

        var error = Assert.Throws<DataKeyException>(() => DataKey.LoadOrCreate(_directory.FullName, null));

        Assert.Contains(KeyFile, error.Message, StringComparison.Ordinal);
        Assert.Equal("damaged", File.ReadAllText(KeyFile));
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_named()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "file"), "");

        var error = Assert.Throws<DataKeyException>(() => DataKey.LoadOrCreate(Path.Combine(_directory.FullName, "file", "data"), null));

        Assert.Contains(DataKey.EnvironmentName, error.Message, StringComparison.Ordinal);
    }
}

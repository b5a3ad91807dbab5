// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.IO.Pipelines;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>One run of mmdebstrap, whose tar goes to a reader as it is written.</summary>
/// <param name="request">What to install.</param>
/// <param name="sources">Where from.</param>
/// <param name="folder">An empty folder to work in; removed in the end.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Is told what it does; nobody where null.</param>
internal sealed class Mmdebstrap(BaseImageRequest request, IReadOnlyList<AptSource> sources, string folder, TimeProvider time, IProgress<string>? progress)
{
    private const string TimeMark = "slipway-time ";
    private const string ReleaseMark = "slipway-release ";
    private const int TailLines = 12;
    private static readonly string[] NetworkComplaints = ["Temporary failure", "Failed to fetch", "Could not connect"];
    private readonly TaskCompletionSource<DateTimeOffset> _time = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Digest> _releases = [];

    // Before anything of this run is written, the list of sources included; the clock of file times lags a tick behind.
    private readonly long _began = time.GetUtcNow().ToUnixTimeSeconds() - 1;
    private readonly Queue<string> _tail = new();

    /// <summary>The digests of the mirrors' indexes that were used; known when the run is over.</summary>
    public IReadOnlyList<Digest> Releases => [.. _releases.Order()];

    /// <summary>Runs it.</summary>
    /// <param name="published">When the mirrors published last; what packages' own scripts take for now.</param>
    /// <param name="read">Reads the tar; is given the newest time of anything that the packages hold.</param>
    /// <param name="cancellationToken">Stops it and whatever it started.</param>
    /// <exception cref="ExecutionException">mmdebstrap is not installed.</exception>
    /// <exception cref="BaseImageException">It ended with an error.</exception>
    public async Task<T> RunAsync<T>(DateTimeOffset published, Func<Stream, DateTimeOffset, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            if (Command.Find("mmdebstrap") is null)
            {
                throw new ExecutionException("'mmdebstrap' is not installed on this machine. Install it: apt-get install mmdebstrap")
                {
                    Program = "mmdebstrap",
                    Package = "mmdebstrap",
                };
            }
            // apt fetches as a user of its own, which must get in.
            File.SetUnixFileMode(folder, (UnixFileMode)0x1ED);
            var sourcesFile = Path.Combine(folder, "slipway.sources");
            await File.WriteAllTextAsync(sourcesFile, string.Join('\n', sources.Select(static source => source.ToStanza())), cancellationToken).ConfigureAwait(false);
            return await RunAsync(await CommandAsync(sourcesFile, published, cancellationToken).ConfigureAwait(false), read, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            LinuxFile.RemoveTree(folder, CancellationToken.None); // cleaning up isn't cancelled
        }
    }

    private async Task<T> RunAsync<T>(Command command, Func<Stream, DateTimeOffset, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4 * 1024 * 1024, resumeWriterThreshold: 2 * 1024 * 1024, minimumSegmentSize: 64 * 1024));
        var writing = WriteAsync(command, pipe.Writer, stopping.Token);
        var reading = ReadAsync(pipe.Reader, read, stopping.Token);
        try
        {
            // Whichever fails first stops the other; what the program said of a failure goes before what its reader made of it.
            if (await Task.WhenAny(writing, reading).ConfigureAwait(false) is { IsCompletedSuccessfully: false })
                await stopping.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(false);
            return await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && reading.IsFaulted)
        {
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(writing, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(Command command, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            using var lines = new LineSink(Tell);
            var result = await (command with { Output = writer.AsStream(leaveOpen: true), Error = lines }).RunAsync(cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
                throw Failed(result.ExitCode);
        }
        catch (Exception e)
        {
            failure = e;
            _time.TrySetException(e);
            throw;
        }
        finally
        {
            _time.TrySetException(new BaseImageException("mmdebstrap did not run to the point where the system is complete."));
            await writer.CompleteAsync(failure).ConfigureAwait(false);
        }
    }

    private async Task<T> ReadAsync<T>(PipeReader reader, Func<Stream, DateTimeOffset, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var newest = await _time.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var tar = reader.AsStream();
        await using (tar.ConfigureAwait(false))
        {
            return await read(tar, newest, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Command> CommandAsync(string sourcesFile, DateTimeOffset published, CancellationToken cancellationToken)
    {
        var suite = request.From.Suite!.Value.ToString();
        List<string> arguments =
        [
            "--variant=minbase",
            "--format=tar",
            $"--mode={(Environment.IsPrivilegedProcess ? "root" : "unshare")}",
            $"--architectures={DebianArchitecture.Of(request.Platform)}",
            "--dpkgopt=force-unsafe-io",
            // Merged from the start, as in Debian's own images: the package that would merge it later brings all of Perl.
            .. suite == "bullseye" ? Array.Empty<string>() : ["--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"],
            .. request.From.Kind == BaseKind.DebianSlim ? DebianFiles.SlimPaths.Select(static path => $"--dpkgopt={path}") : [],
            .. request.Include.Count > 0 ? [$"--include={string.Join(',', request.Include)}"] : Array.Empty<string>(),
            // Whether it can run was looked at already; the tool's own look wants one more program.
            .. request.Platform.Satisfies(Platform.Host) ? Array.Empty<string>() : ["--skip=check/qemu"],
            // What was there before the run came out of packages: the newest of it is the image's time.
            $"--customize-hook=find \"$1\" -xdev -type f ! -newermt @{_began} -printf '%T@\\n' "
                + $"| sort -n | tail -n 1 | sed 's/^/{TimeMark}/' >&2",
            $"--customize-hook=sha256sum \"$1\"/var/lib/apt/lists/*InRelease 2>/dev/null | sed 's/^/{ReleaseMark}/' >&2",
            suite,
            "-",
            sourcesFile,
        ];
        var environment = new Dictionary<string, string>(Command.MinimalEnvironment)
        {
            ["PATH"] = $"{Command.MinimalEnvironment["PATH"]}:/usr/sbin:/usr/bin:/sbin:/bin",
            ["TMPDIR"] = folder,
            ["SOURCE_DATE_EPOCH"] = published.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in await AptProxy.FindAsync(cancellationToken).ConfigureAwait(false))
            environment[name] = value;
        // In a mount namespace of its own, so that nothing it mounts outlives it, however it ends.
        return Environment.IsPrivilegedProcess
            ? new Command("unshare", ["--mount", "--propagation", "slave", "--", "mmdebstrap", .. arguments]) { Environment = environment, Package = "util-linux" }
            : new Command("mmdebstrap", arguments) { Environment = environment };
    }

    private void Tell(string line)
    {
        if (line.StartsWith(TimeMark, StringComparison.Ordinal))
        {
            if (decimal.TryParse(line[TimeMark.Length..], CultureInfo.InvariantCulture, out var seconds))
                _time.TrySetResult(DateTimeOffset.FromUnixTimeSeconds((long)decimal.Floor(seconds)));
            return;
        }
        if (line.StartsWith(ReleaseMark, StringComparison.Ordinal))
        {
            if (Digest.TryParse($"sha256:{line[ReleaseMark.Length..].Split(' ')[0]}", out var digest))
                _releases.Add(digest);
            return;
        }
        if (line.StartsWith("I: ", StringComparison.Ordinal))
        {
            if (!line.Contains("hook", StringComparison.Ordinal) && !line.Contains("tempdir", StringComparison.Ordinal))
                progress?.Report(line[3..]);
            return;
        }
        lock (_tail)
        {
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
                _tail.Dequeue();
        }
    }

    private BaseImageException Failed(int exitCode)
    {
        string[] tail;
        lock (_tail)
            tail = [.. _tail];
        var errors = tail
            .Where(static line => line.StartsWith("E: ", StringComparison.Ordinal) && !line.StartsWith("E: setup failed", StringComparison.Ordinal)).ToArray();
        var said = string.Join("; ", errors.Length > 0 ? errors.Select(static line => line[3..]) : tail.TakeLast(3));
        var isTransient = tail.Any(static line => NetworkComplaints.Any(complaint => line.Contains(complaint, StringComparison.Ordinal)));
        return new($"Cannot make the base '{request.From}'{(request.Include.Count > 0 ? $" with {string.Join(", ", request.Include)}" : "")}: "
            + $"mmdebstrap ended with exit code {exitCode}: {said.TrimEnd('.')}.") { IsTransient = isTransient };
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The full logs of one build's steps, a file each, in a folder of the build's own below the home's logs. Nothing is made before a step writes
/// something. Logs of earlier builds are bounded in number, age and size; those of a build that still runs stay.
/// </summary>
internal sealed class StepLogs(SlipwayHome home, TimeProvider time, StepLogLimits limits) : IDisposable
{
    private const int OnlyMine = 0x1C0; // 0700: a step may print what others must not read
    private const int OnlyMineFile = 0x180; // 0600
    private static int _builds;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, StepLogFile> _files = [];
    private string? _folder;

    /// <summary>The log of a step; null where none can be kept, because the disk refuses.</summary>
    public StepLogFile? Of(BuildStep step)
    {
        lock (_gate)
        {
            if (_files.TryGetValue(step.Id, out var known))
                return known;
            try
            {
                _folder ??= MakeFolder();
                return _files[step.Id] = StepLogFile.Create(Path.Combine(_folder, $"{step.Id:000}-{Slug(step.Name)}.log"), limits.MaxFileBytes);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                return null; // a build goes on without its logs on disk
            }
        }
    }

    /// <summary>The file of a step that wrote something, or null.</summary>
    public string? PathOf(BuildStep step)
    {
        lock (_gate)
            return _files.GetValueOrDefault(step.Id)?.Path;
    }

    /// <summary>Writes a file of another kind beside the logs of steps.</summary>
    /// <returns>Its path: the name, with a number behind it where there is one of that name already.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public string WriteBeside(string name, string text)
    {
        lock (_gate)
        {
            _folder ??= MakeFolder();
            var path = Path.Combine(_folder, $"{name}.log");
            for (var number = 2; File.Exists(path); number++)
                path = Path.Combine(_folder, $"{name}-{number}.log");
            using var file = LinuxFile.Create(path, OnlyMineFile);
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
            return path;
        }
    }

    /// <summary>The folder of this build's logs; null as long as nothing was written.</summary>
    public string? Folder
    {
        get
        {
            lock (_gate)
                return _folder;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var file in _files.Values)
                file.Dispose();
        }
    }

    /// <summary>Takes away the logs of builds that are past the limits, the oldest first.</summary>
    internal void Prune()
    {
        if (!Directory.Exists(home.Logs))
            return;
        var (kept, bytes) = (0, 0L);
        // Names begin with the time, so that their order is that of the builds.
        foreach (var folder in Directory.GetDirectories(home.Logs).OrderDescending(StringComparer.Ordinal))
        {
            if (IsOfLivingProcess(Path.GetFileName(folder)))
                continue;
            bytes += Directory.EnumerateFiles(folder).Sum(static file => new FileInfo(file).Length);
            if (++kept > limits.MaxBuilds || bytes > limits.MaxBytes || time.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > limits.MaxAge)
                LinuxFile.RemoveTree(folder, CancellationToken.None);
        }
    }

    private string MakeFolder()
    {
        Directory.CreateDirectory(home.Logs);
        Prune();
        var self = ProcessIdentity.Current;
        var at = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var folder = Path.Combine(home.Logs, $"{at}-{self.Pid}-{self.StartTime}-{Interlocked.Increment(ref _builds)}");
        LinuxFile.CreateDirectory(folder, OnlyMine);
        return folder;
    }

    private static bool IsOfLivingProcess(string name) =>
        name.Split('-') is [_, var pid, var started, _] && int.TryParse(pid, CultureInfo.InvariantCulture, out var number)
        && ProcessIdentity.Find(number)?.StartTime.ToString(CultureInfo.InvariantCulture) == started && number != ProcessIdentity.Current.Pid;

    /// <summary>A name as files have it: <c>[build 2/4] RUN make -j4</c> is <c>build-2-4-run-make-j4</c>.</summary>
    internal static string Slug(string name)
    {
        const int longest = 48;
        var words = string.Concat(name.Take(longest).Select(static character => char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-'))
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "step" : string.Join('-', words);
    }
}

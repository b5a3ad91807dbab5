// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Slipway.TestKit;

/// <summary>A git repository that a test fills, with a bare copy of it beside for servers, made by the system's git.</summary>
public sealed class TestRepository
{
    private readonly TempFolder _folder;
    private readonly string _name;

    /// <summary>Makes <c>name.git</c> in <c>served/</c> of a folder. The test is skipped where git isn't installed.</summary>
    public TestRepository(TempFolder folder, string name)
    {
        (_folder, _name) = (folder, name);
        Needs.Tool("git");
        folder.MakeFolder("served");
        Git("init", "--quiet", "--initial-branch=main", WorkTree);
        GitAt("/", "init", "--quiet", "--bare", "--initial-branch=main", Served);
    }

    /// <summary>The folder with its files.</summary>
    public string WorkTree => _folder[_name];

    /// <summary>The bare repository that servers serve.</summary>
    public string Served => _folder[$"served/{_name}.git"];

    /// <summary>Writes a file.</summary>
    public TestRepository Write(string path, string text)
    {
        _folder.Write($"{_name}/{path}", text);
        return this;
    }

    /// <summary>Makes a symbolic link.</summary>
    public TestRepository Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(WorkTree, path))!);
        File.CreateSymbolicLink(Path.Combine(WorkTree, path), target);
        return this;
    }

    /// <summary>Commits everything and serves it; returns the commit.</summary>
    public string Commit(string message = "change")
    {
        Git("add", "--all", "--force");
        Git("commit", "--quiet", "--allow-empty", "-m", message);
        Publish();
        return Git("rev-parse", "HEAD");
    }

    /// <summary>Serves all branches and tags.</summary>
    public void Publish()
    {
        Git("push", "--quiet", "--force", "--all", Served);
        Git("push", "--quiet", "--force", "--tags", Served);
        GitAt(Served, "update-server-info");
    }

    /// <summary>Runs git in the folder with its files; returns what it wrote.</summary>
    public string Git(params string[] arguments) => GitAt(Directory.Exists(WorkTree) ? WorkTree : "/", arguments);

    private static string GitAt(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Needs.Tool("git"), arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
            [
                ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@b"), ("GIT_COMMITTER_NAME", "a"),
                ("GIT_COMMITTER_EMAIL", "a@b"), ("GIT_AUTHOR_DATE", "1700000000 +0000"), ("GIT_COMMITTER_DATE", "1700000000 +0000"),
            ])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd() : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
    }
}

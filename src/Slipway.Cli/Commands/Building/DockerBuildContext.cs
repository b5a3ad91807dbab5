// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Dockerfile;

namespace Slipway.Cli.Commands.Building;

/// <summary>What Docker's build stands on: a folder, or what was brought here of a repository, an address or standard input, and the Dockerfile.</summary>
internal sealed class DockerBuildContext : IDisposable
{
    private const string StandardInput = "-";

    private readonly OpenedContext? _opened;

    private DockerBuildContext(OpenedContext? opened) => _opened = opened;

    /// <summary>The absolute folder that COPY and ADD read; null where there is none.</summary>
    public required string? Folder { get; init; }

    /// <summary>The Dockerfile.</summary>
    public required DockerfileSource Source { get; init; }

    /// <summary>What the target is called.</summary>
    public required string Name { get; init; }

    /// <summary>Whether a path is no folder of this machine.</summary>
    public static bool IsRemote(string path) =>
        path == StandardInput || RemoteSource.KindOf(path) != RemoteSourceKind.None || path.StartsWith("github.com/", StringComparison.Ordinal) || path.Contains("://", StringComparison.Ordinal);

    /// <summary>Opens a context.</summary>
    /// <param name="path">The folder, the address, or '-'.</param>
    /// <param name="file">--file, or null.</param>
    /// <param name="access">What may be shown to other hosts.</param>
    /// <param name="gitFolder">What becomes of <c>.git</c>.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<DockerBuildContext> OpenAsync(
        string path, string? file, RemoteAccess access, GitFolderUse gitFolder, Session session, CancellationToken cancellationToken)
    {
        if (!IsRemote(path) || (path.StartsWith("github.com/", StringComparison.Ordinal) && Directory.Exists(Path.GetFullPath(path, session.WorkingFolder))))
            return OpenFolder(path, file, session);
        if (path == StandardInput && file == StandardInput)
            throw CommandException.Usage("'-' is both the context and the Dockerfile, and standard input holds one of them.", "write '-f PATH' for a Dockerfile in the archive, or name a folder");
        try
        {
            var opened = await FetchAsync(path, access, gitFolder, session, cancellationToken);
            try
            {
                return Open(opened, path, file, session);
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
        catch (ContextException problem)
        {
            throw new CommandException(problem.IsOutside ? ExitCode.Outside : ExitCode.No, problem.Message, problem.Help);
        }
    }

    public void Dispose() => _opened?.Dispose();

    private static async Task<OpenedContext> FetchAsync(string path, RemoteAccess access, GitFolderUse gitFolder, Session session, CancellationToken cancellationToken)
    {
        using var http = Remotes.OpenHttp(session);
        var contexts = new RemoteContexts(Wiring.CreateServices(session, http));
        if (path == StandardInput)
        {
            using var input = session.OpenInput();
            return await contexts.OpenAsync(input, StandardInput, cancellationToken);
        }
        if (!NamedContext.TryParse(path, session.WorkingFolder, out var context, out var problem))
            throw CommandException.Usage($"{problem}.");
        switch (context)
        {
            case GitContext git:
                session.Error.WriteLine($"fetching {git.Source}");
                return await contexts.OpenAsync(git.Source, gitFolder, access, cancellationToken);
            case HttpContext address:
                session.Error.WriteLine($"fetching {RemoteContexts.Shown(address.Address)}");
                return await contexts.OpenAsync(address.Address, access, cancellationToken);
            default:
                throw CommandException.Usage($"'{path}' is no context to build from.", "name a folder, a git repository, an archive's address, or '-'");
        }
    }

    private static DockerBuildContext Open(OpenedContext opened, string path, string? file, Session session)
    {
        if (opened.Dockerfile is { } only)
        {
            if (file is not null)
                throw CommandException.Usage($"'{opened.Name}' is a Dockerfile and no archive, so -f {file} names nothing in it.", "leave -f out");
            return new(opened) { Folder = path == StandardInput ? null : opened.Folder, Source = new(only), Name = "image" };
        }
        return new(opened) { Folder = opened.Folder, Source = ReadFetched(opened, file, session), Name = NameOf(opened.Name) };
    }

    private static DockerfileSource ReadFetched(OpenedContext opened, string? file, Session session)
    {
        if (file == StandardInput)
            return ReadInput(session);
        foreach (var name in file is null ? (string[])["Dockerfile", "dockerfile"] : [file])
        {
            if (opened.TryRead(name) is { } text)
                return new(text) { File = Path.Combine(opened.Folder, name.TrimStart('/')) };
        }
        throw CommandException.Usage($"there is no Dockerfile at '{file ?? "Dockerfile"}' in '{opened.Name}'.", file is null ? "name it with -f" : "-f is a path in the context");
    }

    private static DockerBuildContext OpenFolder(string path, string? file, Session session)
    {
        var folder = Path.GetFullPath(path, session.WorkingFolder);
        if (!Directory.Exists(folder))
            throw CommandException.Usage($"the context '{path}' is not a folder.", File.Exists(folder) ? $"name its folder, and the file with -f {path}" : null);
        return new(null) { Folder = folder, Source = ReadDockerfile(file, folder, session), Name = NameOf(folder) };
    }

    private static string NameOf(string path) =>
        Path.GetFileName(path.Split('#', '?')[0].TrimEnd('/')).Replace(".git", "", StringComparison.Ordinal) is { Length: > 0 } name and not StandardInput ? name : "image";

    private static DockerfileSource ReadDockerfile(string? file, string context, Session session)
    {
        if (file == StandardInput)
            return ReadInput(session);
        var path = file is null ? Path.Combine(context, "Dockerfile") : Path.GetFullPath(file, session.WorkingFolder);
        // BuildKit looks for the lower-case name too.
        if (file is null && !File.Exists(path) && File.Exists(Path.Combine(context, "dockerfile")))
            path = Path.Combine(context, "dockerfile");
        if (!File.Exists(path))
            throw CommandException.Usage($"there is no Dockerfile at '{Shown(path, session)}'.", file is null ? "name it with -f, or write one" : null);
        using var stream = File.OpenRead(path);
        return new(SourceText.FromBytes(Shown(path, session), ReadLimited(stream, path))) { File = path };
    }

    private static DockerfileSource ReadInput(Session session)
    {
        using var input = session.OpenInput();
        return new(SourceText.FromBytes(StandardInput, ReadLimited(input, StandardInput)));
    }

    private static byte[] ReadLimited(Stream stream, string path)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
            if (content.Length > SourceText.MaxBytes)
                throw CommandException.Usage($"the Dockerfile '{path}' has more than the {SourceText.MaxBytes} bytes that are read.");
        }
        return content.ToArray();
    }

    private static string Shown(string path, Session session)
    {
        var relative = Path.GetRelativePath(session.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}

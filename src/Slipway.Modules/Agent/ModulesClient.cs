// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using Slipway.Distribution;

namespace Slipway.Modules;

/// <summary>Asks the module API of a server over HTTP. Every method throws <see cref="ModuleException"/> for a refusal, and with the code <c>unreachable</c> where no server answers.</summary>
public sealed class ModulesClient : IDisposable
{
    private const int PageSize = 100;
    private readonly ServerChannel _channel;

    /// <summary>A client; nothing is asked yet.</summary>
    /// <param name="address">The server, <c>http://127.0.0.1:8080/</c>.</param>
    /// <param name="token">The access token.</param>
    /// <param name="certificateFile">The file of the one certificate that the server may show, whatever names it has; null for one that the system trusts.</param>
    public ModulesClient(Uri address, string token, string? certificateFile = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (certificateFile is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = PinnedCertificate.Of(certificateFile);
        var http = new HttpClient(handler) { BaseAddress = new(address, "/api/v1/modules/"), Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("slipway");
        _channel = new(http, $"The server at '{address}'", "Start it: slipway serve.");
    }

    /// <summary>Installs a module; returns when it is healthy. Cancelling stops the waiting alone.</summary>
    public Task<ModuleInstalled> InstallAsync(ModuleRequest request, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Post, "install", ModuleRequestReader.Write(request), ModuleApiJson.Default.ModuleInstalled, cancellationToken);

    /// <summary>
    /// Installs a module in the place of one of that name: the same image and settings, and nothing happens; others, and the old one serves until the
    /// new one is healthy, or goes on if that doesn't become so.
    /// </summary>
    public Task<ModuleInstalled> ReplaceAsync(ModuleRequest request, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Put, Uri.EscapeDataString(request.ModuleName ?? ""), ModuleRequestReader.Write(request), ModuleApiJson.Default.ModuleInstalled, cancellationToken);

    /// <summary>Every installed module, by name.</summary>
    public async Task<IReadOnlyList<ModuleState>> ListAsync(CancellationToken cancellationToken)
    {
        var modules = new List<ModuleState>();
        for (var page = 1; ; page++)
        {
            var answer = await _channel.AskAsync(HttpMethod.Get, $"installed?page={page}&per_page={PageSize}", null, ModuleApiJson.Default.ModulePage, cancellationToken);
            modules.AddRange(answer.Data);
            if (page >= answer.Meta.TotalPages)
                return modules;
        }
    }

    /// <summary>How a module is.</summary>
    public Task<ModuleStatusReport> GetStatusAsync(string name, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Get, $"{Uri.EscapeDataString(name)}/status", null, ModuleApiJson.Default.ModuleStatusReport, cancellationToken);

    /// <summary>The last lines of a module's log.</summary>
    public Task<ModuleLog> ReadLogAsync(string name, int tail, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Get, $"{Uri.EscapeDataString(name)}/logs?tail={tail}", null, ModuleApiJson.Default.ModuleLog, cancellationToken);

    /// <summary>Takes a module away.</summary>
    public Task<ModuleRemoved> UninstallAsync(string name, CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Delete, Uri.EscapeDataString(name), null, ModuleApiJson.Default.ModuleRemoved, cancellationToken);

    /// <summary>A page of the audit log, newest first.</summary>
    /// <param name="query">Which entries.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public Task<AuditPage> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var words = query.Filters.Where(static filter => filter.Value is not null).Select(static filter => $"&{filter.Key}={Uri.EscapeDataString(filter.Value!)}");
        return _channel.AskAsync(HttpMethod.Get, $"audit-log?page={query.Page}&per_page={query.PerPage}{string.Concat(words)}", null, ModuleApiJson.Default.AuditPage, cancellationToken);
    }

    /// <summary>How the service is.</summary>
    public Task<ServiceHealth> GetHealthAsync(CancellationToken cancellationToken) =>
        _channel.AskAsync(HttpMethod.Get, "health", null, ModuleApiJson.Default.ServiceHealth, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}

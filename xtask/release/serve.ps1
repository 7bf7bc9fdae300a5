# Serves this folder at http://localhost:8080/ for a look at it. Windows PowerShell 5.1 or later, no rights needed. Stop with Ctrl-C.
param([int]$Port = 8080)
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path $PSScriptRoot).Path.TrimEnd('\', '/')
$types = @{
  '.html' = 'text/html; charset=utf-8'; '.js' = 'text/javascript; charset=utf-8'; '.css' = 'text/css; charset=utf-8'
  '.json' = 'application/json; charset=utf-8'; '.wasm' = 'application/wasm'; '.svg' = 'image/svg+xml'; '.txt' = 'text/plain; charset=utf-8'
  '.jws' = 'text/plain; charset=utf-8'; '.map' = 'application/json; charset=utf-8'
}
$listener = New-Object System.Net.HttpListener
$listener.Prefixes.Add("http://localhost:$Port/")
$listener.Start()
Write-Host "http://localhost:$Port/?page=/@VERSION@/  (stop with Ctrl-C)"
try {
  while ($listener.IsListening) {
    # A wait in steps, so that Ctrl-C is heard.
    $waiting = $listener.GetContextAsync()
    while (-not $waiting.AsyncWaitHandle.WaitOne(200)) { }
    $context = $waiting.GetAwaiter().GetResult()
    $response = $context.Response
    try {
      $path = [System.Uri]::UnescapeDataString($context.Request.Url.AbsolutePath).TrimStart('/')
      $file = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($root, $path))
      if ([System.IO.Directory]::Exists($file)) { $file = [System.IO.Path]::Combine($file, 'index.html') }
      $inside = $file.StartsWith($root + [System.IO.Path]::DirectorySeparatorChar, [System.StringComparison]::OrdinalIgnoreCase)
      if ($inside -and [System.IO.File]::Exists($file)) {
        $bytes = [System.IO.File]::ReadAllBytes($file)
        $type = $types[[System.IO.Path]::GetExtension($file).ToLowerInvariant()]
        if (-not $type) { $type = 'application/octet-stream' }
        $response.ContentType = $type
        $response.Headers.Add('X-Content-Type-Options', 'nosniff')
        $response.Headers.Add('Cache-Control', 'no-cache')
        $response.ContentLength64 = $bytes.Length
        $response.OutputStream.Write($bytes, 0, $bytes.Length)
      } else {
        $response.StatusCode = 404
      }
    } catch {
      Write-Warning $_.Exception.Message
    } finally {
      $response.Close()
    }
  }
} finally {
  $listener.Stop()
}

@echo off
rem Starts Plumbline's command line. In a clone it builds it first where there is none yet, or sources
rem have changed; in a release, which has a folder lib, nothing is built.
rem PLUMBLINE_JAVA_OPTIONS: further options for Java, such as -Xmx4g.
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "TARGET=%ROOT%plumbline-cli\target"
set "APP=%TARGET%\app"
set "RELEASED="
if exist "%ROOT%lib\" (
  set "RELEASED=yes"
  set "APP=%ROOT%lib"
)
set "STAMP=%APP%\built"
set "LOG=%TARGET%\build.log"

rem --- Java ------------------------------------------------------------------------------------
set "JAVA=java.exe"
set "JAVAC="
if exist "%ROOT%java\bin\java.exe" (
  set "JAVA=%ROOT%java\bin\java.exe"
  goto version
)
if not defined JAVA_HOME goto version
set "JAVA=%JAVA_HOME%\bin\java.exe"
set "JAVAC=%JAVA_HOME%\bin\javac.exe"
if exist "%JAVA%" goto version
rem A loop's variable is printed as it is; another would end the line at an ampersand of its.
for %%h in ("%JAVA_HOME%") do echo plumbline: JAVA_HOME ^(%%~h^) must be a JDK of version 17 or newer>&2
exit /b 2

:version
set "VERSION="
for /f tokens^=2^ delims^=^" %%v in ('"%JAVA%" -version 2^>^&1 ^| findstr /i /c:" version "') do set "VERSION=%%v"
if not defined VERSION (
  echo plumbline: no Java found: install a JDK of version 17 or newer, or set JAVA_HOME>&2
  exit /b 2
)
for /f "delims=.-+" %%m in ("%VERSION%") do set "MAJOR=%%m"
if %MAJOR% LSS 17 (
  echo plumbline: Java ^(%VERSION%^) must be of version 17 or newer>&2
  exit /b 2
)

rem --- Build -----------------------------------------------------------------------------------
if defined RELEASED goto start
call :outdated
if not errorlevel 1 goto start
if not exist "%TARGET%" mkdir "%TARGET%" 2>nul
2>nul type nul >"%TARGET%\writable" || (
  echo plumbline: directory ^("%ROOT%"^) must be writable to build in>&2
  exit /b 2
)
del "%TARGET%\writable"

rem One process builds; others wait for it. Whoever has the file open for writing has the lock, and
rem Windows takes it back however that process ends. Handle 8 keeps the error stream meanwhile.
set "WAITING="
:lock
set "CODE="
8>&2 2>nul (9>"%TARGET%\building" 2>&8 call :build)
if defined CODE goto built
if not defined WAITING echo plumbline: another process is building; waiting for it>&2
set "WAITING=yes"
ping -n 2 127.0.0.1 >nul
goto lock

:built
if not %CODE%==0 exit /b %CODE%

rem --- Start -----------------------------------------------------------------------------------
:start
set "JAR="
for %%j in ("%APP%\plumbline-cli-*.jar") do set "JAR=%%~fj"
set "CLASSES=%APP%\classes-%VERSION%.jsa"
rem Options that only some versions of Java know: warnings about native access came with 22, about
rem Unsafe with 23.
set "QUIET="
if %MAJOR% GEQ 22 set "QUIET=--enable-native-access=ALL-UNNAMED"
if %MAJOR% GEQ 23 set "QUIET=%QUIET% --sun-misc-unsafe-memory-access=allow"
if not exist "%CLASSES%" if not exist "%CLASSES%.none" call :rehearse

rem Which streams are a terminal, and how wide it is. A pipe takes what this prints, and so the exit
rem code says it: 1 for in, 2 for out, 4 for err, and 8 for each column.
powershell -NoProfile -Command "$w = 80; try { if ([Console]::WindowWidth -gt 0) { $w = [Console]::WindowWidth } } catch { }; exit 8 * $w + [int](-not [Console]::IsInputRedirected) + 2 * [int](-not [Console]::IsOutputRedirected) + 4 * [int](-not [Console]::IsErrorRedirected)"
set /a "STREAMS=%ERRORLEVEL% & 7, WIDTH=%ERRORLEVEL% / 8"
set "TERMINAL="
set /a "IN=STREAMS & 1, OUT=STREAMS & 2, ERR=STREAMS & 4"
if not %IN%==0 set "TERMINAL=in"
if not %OUT%==0 set "TERMINAL=%TERMINAL%,out"
if not %ERR%==0 set "TERMINAL=%TERMINAL%,err"

rem Java compiles with all effort what was called five times as often as it would by itself: in a
rem command of a second that effort is a third of the processor's time and comes too late.
set "PATIENCE=-XX:Tier4InvocationThreshold=25000 -XX:Tier4MinInvocationThreshold=3000 -XX:Tier4CompileThreshold=75000 -XX:Tier4BackEdgeThreshold=200000"
"%JAVA%" -Xmx1g -XX:MaxNewSize=350m -XX:+UseSerialGC %PATIENCE% -Xshare:auto -Xlog:disable "-XX:SharedArchiveFile=%CLASSES%" %QUIET% -Djava.awt.headless=true "-Dplumbline.terminal=%TERMINAL%" "-Dplumbline.columns=%WIDTH%" %PLUMBLINE_JAVA_OPTIONS% -cp "%JAR%" io.plumbline.cli.Main %*
exit /b %ERRORLEVEL%

rem --- Steps -----------------------------------------------------------------------------------
rem Errorlevel 1 where there is no build, or a source or a folder of them is newer.
:outdated
powershell -NoProfile -Command "$b = Get-Item -LiteralPath $env:STAMP -ErrorAction SilentlyContinue; if (-not $b) { exit 1 }; $s = @(Get-Item -Path ($env:ROOT + 'pom.xml'), ($env:ROOT + 'plumbline-*\pom.xml')) + @(Get-ChildItem -Recurse -Path ($env:ROOT + 'plumbline-*\src\main')); if ($s | Where-Object { $_.LastWriteTime -gt $b.LastWriteTime } | Select-Object -First 1) { exit 1 } else { exit 0 }"
exit /b %ERRORLEVEL%

rem Sets CODE to what the launcher shall end with, or to 0 where there is a build now.
:build
set "CODE=0"
call :outdated
if not errorlevel 1 exit /b
set "CODE=2"
where mvn >nul 2>nul
if errorlevel 1 (
  echo plumbline: no Maven found: install Maven 3.8.1 or newer ^(the command mvn^); it is needed to build>&2
  exit /b
)
if defined JAVAC if not exist "%JAVAC%" (
  echo plumbline: Java ^("%JAVA_HOME%"^) must be a JDK, with a compiler, to build>&2
  exit /b
)
if exist "%STAMP%" (
  echo plumbline: sources have changed: building again, about half a minute>&2
) else (
  echo plumbline: first use: building, 1 to 3 minutes; Maven downloads up to 350 MB>&2
)
type nul >"%TARGET%\started"
call :maven
if errorlevel 1 (
  set "CODE=1"
  echo plumbline: the build failed; the end of its log:>&2
  findstr /b /c:"[ERROR]" "%LOG%" >&2
  echo plumbline: the whole log: "%LOG%">&2
  exit /b
)
del /q "%APP%\*.jsa" "%APP%\*.jsa.none" 2>nul
move /y "%TARGET%\started" "%STAMP%" >nul
set "CODE=0"
exit /b

rem Runs Maven with its output in the log; where someone sees it, one line says how far it is. PowerShell
rem shares the log with who writes it; a quotation mark is [char]34, as one would end its command here.
:maven
powershell -NoProfile -Command "$q = [string][char]34; $all = '/d /s /c ' + $q + 'mvn -B -f ' + $q + $env:ROOT + 'pom.xml' + $q + ' -pl plumbline-cli -am -DskipTests -Dmaven.javadoc.skip=true -Dspotless.check.skip=true -Derrorprone.skip=true package >' + $q + $env:LOG + $q + ' 2>&1 <nul' + $q; $seen = -not [Console]::IsErrorRedirected; $clock = [Diagnostics.Stopwatch]::StartNew(); $built = Start-Process -NoNewWindow -PassThru -FilePath cmd.exe -ArgumentList $all; $null = $built.Handle; function read { $lines = @(Get-Content -LiteralPath $env:LOG -ErrorAction SilentlyContinue); $script:module = ''; $script:megabytes = 0; foreach ($line in $lines) { if ($line -match 'Building .*(\[\d+/\d+\])$') { $script:module = '; module ' + $matches[1] } elseif ($line -match 'Downloaded from .*\(([\d.]+) ([kMG]?)B') { $unit = @{ '' = 1e-6; 'k' = 1e-3; 'M' = 1; 'G' = 1e3 }[$matches[2]]; $script:megabytes += [double]::Parse($matches[1], [Globalization.CultureInfo]::InvariantCulture) * $unit } }; $script:loaded = ''; if ($script:megabytes -ge 1) { $script:loaded = '; ' + [int][Math]::Floor($script:megabytes) + ' MB downloaded' } }; function show($text) { if ($seen) { $width = 79; try { $width = [Console]::WindowWidth - 1 } catch { }; [Console]::Error.Write([string][char]13 + $text.PadRight($width).Substring(0, $width)) } }; while (-not $built.WaitForExit(1000)) { if ($seen) { read; show ('plumbline: building, ' + [int]$clock.Elapsed.TotalSeconds + ' s' + $script:module + $script:loaded) } }; show ''; if ($seen) { [Console]::Error.Write([string][char]13) }; if ($built.ExitCode -eq 0) { read; [Console]::Error.WriteLine('plumbline: built in ' + [int]$clock.Elapsed.TotalSeconds + ' s' + $script:loaded) }; exit $built.ExitCode"
exit /b %ERRORLEVEL%

rem Loaded classes, archived once for this Java, halve the time of later starts; without the archive
rem everything works, and is not tried again.
:rehearse
set "NEW=%CLASSES%.%RANDOM%"
mkdir "%NEW%" 2>nul || exit /b
echo plumbline: first start with this Java: some seconds, so that later ones take less>&2
"%JAVA%" -Xmx1g -XX:+UseSerialGC -Xshare:auto -Xlog:disable %QUIET% "-XX:DumpLoadedClassList=%NEW%\list" -cp "%JAR%" io.plumbline.cli.Rehearsal >nul 2>nul <nul && "%JAVA%" -Xmx1g -XX:+UseSerialGC -Xshare:dump -Xlog:disable "-XX:ErrorFile=%NEW%\error" "-XX:SharedClassListFile=%NEW%\list" "-XX:SharedArchiveFile=%NEW%\archive" -cp "%JAR%" >nul 2>nul <nul && move /y "%NEW%\archive" "%CLASSES%" >nul 2>nul || type nul >"%CLASSES%.none"
rmdir /s /q "%NEW%"
exit /b

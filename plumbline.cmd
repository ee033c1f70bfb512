@echo off
rem Starts Plumbline's command line; builds it first where there is none yet, or sources have changed.
rem PLUMBLINE_JAVA_OPTIONS: further options for Java, such as -Xmx4g.
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "TARGET=%ROOT%plumbline-cli\target"
set "APP=%TARGET%\app"
set "LOG=%TARGET%\build.log"

if defined JAVA_HOME (
  set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
  set "JAVA=java.exe"
)
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

powershell -NoProfile -Command "$b = Get-Item -LiteralPath ($env:APP + '\built') -ErrorAction SilentlyContinue; if (-not $b) { exit 1 }; $s = @(Get-Item -Path ($env:ROOT + 'pom.xml'), ($env:ROOT + 'plumbline-*\pom.xml')) + @(Get-ChildItem -Recurse -Path ($env:ROOT + 'plumbline-*\src\main')); if ($s | Where-Object { $_.LastWriteTime -gt $b.LastWriteTime } | Select-Object -First 1) { exit 1 } else { exit 0 }"
if not errorlevel 1 goto start

where mvn >nul 2>nul
if errorlevel 1 (
  echo plumbline: no Maven found: install Maven 3.8.1 or newer ^(the command mvn^); it is needed to build>&2
  exit /b 2
)
echo plumbline: building, up to three minutes; the first time Maven downloads up to 350 MB, PyTorch among it>&2
if not exist "%TARGET%" mkdir "%TARGET%"
type nul >"%TARGET%\started"
call mvn -B -ntp -f "%ROOT%pom.xml" -pl plumbline-cli -am -DskipTests -Dmaven.javadoc.skip=true -Dspotless.check.skip=true -Derrorprone.skip=true package >"%LOG%" 2>&1
if errorlevel 1 (
  echo plumbline: the build failed; the end of its log:>&2
  findstr /b /c:"[ERROR]" "%LOG%" >&2
  echo plumbline: the whole log: %LOG%>&2
  exit /b 1
)
move /y "%TARGET%\started" "%APP%\built" >nul

:start
set "JAR="
for %%j in ("%APP%\plumbline-cli-*.jar") do set "JAR=%%~fj"
set "QUIET="
if %MAJOR% GEQ 22 set "QUIET=--enable-native-access=ALL-UNNAMED"
if %MAJOR% GEQ 23 set "QUIET=%QUIET% --sun-misc-unsafe-memory-access=allow"
"%JAVA%" -Xmx1g -XX:+UseSerialGC -Xlog:disable %QUIET% -Djava.awt.headless=true %PLUMBLINE_JAVA_OPTIONS% -cp "%JAR%" io.plumbline.cli.Main %*
exit /b %ERRORLEVEL%
